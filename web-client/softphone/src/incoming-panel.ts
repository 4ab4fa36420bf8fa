// SPDX-License-Identifier: Apache-2.0
import type { Call } from '@ringway/wic';
import { initials } from './format.js';
import { byId } from './page.js';
import { incomingTitle } from './text.js';

/** Someone calls: answer or decline. Keeps the focus inside until one of the two is done. */
export class IncomingPanel {
  private readonly panel = byId('incoming');
  private readonly buttons = [byId('decline'), byId('answer')] as const;
  private readonly pageTitle = document.title;
  private focusBefore: Element | null = null;
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
    byId('incoming-name').textContent = name;
    const number = call.party.number ?? '';
    byId('incoming-number').textContent = number === name ? '' : number;
    byId('incoming-avatar').textContent = initials(name);
    document.title = incomingTitle(name);
    this.focusBefore = document.activeElement;
    this.panel.hidden = false;
    this.buttons[1].focus();
  }

  hide(): void {
    if (this.call !== undefined) {
      this.call = undefined;
      this.panel.hidden = true;
      document.title = this.pageTitle;
      if (this.focusBefore instanceof HTMLElement) {
        this.focusBefore.focus();
      }
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
