// SPDX-License-Identifier: Apache-2.0
import type { Call } from '@ringway/wic';
import { grouped, initials } from './format.js';
import { byId } from './page.js';
import { preferences } from './preferences.js';
import { filled, words } from './text.js';

/** Someone calls: answer or decline. Keeps the focus inside until one of the two is done. */
export class IncomingPanel {
  private readonly panel = byId('incoming');
  private readonly buttons = [byId('decline'), byId('answer')] as const;
  private pageTitle = document.title;
  private focusBefore: Element | null = null;
  private notification: Notification | undefined;
  private call: Call | undefined;

  /** @param answer told which call the user takes */
  constructor(answer: (call: Call) => void) {
    const [decline, accept] = this.buttons;
    decline.addEventListener('click', () => this.call?.reject());
    accept.addEventListener('click', () => {
      if (this.call !== undefined) {
        answer(this.call);
      }
    });
    this.panel.addEventListener('keydown', (event) => this.key(event));
  }

  show(call: Call, name: string): void {
    this.call = call;
    byId('incoming-name').textContent = grouped(name);
    const number = call.party.number ?? '';
    byId('incoming-number').textContent = number === name ? '' : grouped(number);
    byId('incoming-avatar').textContent = initials(name);
    this.pageTitle = document.title;
    document.title = filled(words().isCalling, { name });
    this.notify(document.title);
    this.focusBefore = document.activeElement;
    this.panel.hidden = false;
    this.buttons[1].focus();
  }

  hide(): void {
    if (this.call !== undefined) {
      this.call = undefined;
      this.panel.hidden = true;
      document.title = this.pageTitle;
      this.notification?.close();
      if (this.focusBefore instanceof HTMLElement) {
        this.focusBefore.focus();
      }
    }
  }

  /** For somebody who looks at another window. */
  private notify(title: string): void {
    if (preferences.get().notify === true && document.hidden && Notification.permission === 'granted') {
      this.notification = new Notification(title, { icon: '/icon.svg', requireInteraction: true });
      this.notification.onclick = () => window.focus();
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.call?.reject();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      const next = document.activeElement === this.buttons[0] ? 1 : 0;
      this.buttons[next].focus();
    }
  }
}
