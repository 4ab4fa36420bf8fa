// SPDX-License-Identifier: Apache-2.0
import type { Call } from '@ringway/wic';
import { grouped, initials } from './format.js';
import { byId } from './page.js';
import { preferences } from './preferences.js';
import { filled, words } from './text.js';

/** Someone calls: answer or decline. Keeps the focus inside until one of the two is done. */
export class IncomingPanel {
  private readonly panel = byId('incoming');
  private readonly buttons = [byId('decline'), byId('answer'), byId('answer-video')] as const;
  private pageTitle = document.title;
  private focusBefore: Element | null = null;
  private notification: Notification | undefined;
  private call: Call | undefined;

  /** @param answer told which call the user takes, and whether the camera is to be on */
  constructor(answer: (call: Call, camera: boolean) => void) {
    const [decline, accept, acceptVideo] = this.buttons;
    decline.addEventListener('click', () => this.call?.reject());
    const take = (camera: boolean) => {
      if (this.call !== undefined) {
        answer(this.call, camera);
      }
    };
    accept.addEventListener('click', () => take(false));
    acceptVideo.addEventListener('click', () => take(true));
    this.panel.addEventListener('keydown', (event) => this.key(event));
  }

  show(call: Call, name: string): void {
    this.call = call;
    byId('incoming-name').textContent = grouped(name);
    const number = call.party.number ?? '';
    byId('incoming-number').textContent = number === name ? '' : grouped(number);
    byId('incoming-avatar').textContent = initials(name);
    byId('incoming-title').textContent = words().page[call.offersPicture ? 'incomingVideo' : 'incomingCall'] ?? '';
    this.buttons[2].hidden = !call.offersPicture;
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
      const shown = this.buttons.filter((button) => !button.hidden);
      const at = shown.findIndex((button) => button === document.activeElement);
      shown.at((at + (event.shiftKey ? -1 : 1)) % shown.length)?.focus();
    }
  }
}
