// SPDX-License-Identifier: Apache-2.0
import { initials } from './format.js';
import { fillPad, onLongPress } from './pad.js';
import { byId, element, icon } from './page.js';
import type { Contact } from './server.js';

/** Number field, dial pad and contacts. */
export class Dialer {
  private readonly field = byId<HTMLInputElement>('number');
  private readonly erase = byId<HTMLButtonElement>('erase');

  /** @param call told what the user wants to call */
  constructor(private readonly call: (target: string) => void) {
    const pad = byId('dial-pad');
    fillPad(pad, (digit) => this.type(digit));
    const zero = pad.querySelector<HTMLElement>('[aria-label="0"]');
    if (zero !== null) {
      onLongPress(zero, () => this.type('+'));
    }
    byId<HTMLFormElement>('dial-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('input', () => this.refresh());
    this.erase.addEventListener('click', () => {
      this.field.value = this.field.value.slice(0, -1);
      this.refresh();
      this.field.focus();
    });
    document.addEventListener('keydown', (event) => this.typedAnywhere(event));
  }

  set shown(shown: boolean) {
    byId('dialer').hidden = !shown;
  }

  /** Only a registered phone can call. */
  set enabled(enabled: boolean) {
    for (const button of [byId<HTMLButtonElement>('call'), ...this.contactButtons()]) {
      button.disabled = !enabled;
    }
  }

  offer(contacts: readonly Contact[]): void {
    byId('contact-list').replaceChildren(...contacts.map((contact) => this.entry(contact)));
    byId('contacts').hidden = contacts.length === 0;
  }

  private entry({ name, number }: Contact): HTMLLIElement {
    const picture = element('span', { className: 'avatar' }, initials(name));
    picture.setAttribute('aria-hidden', 'true');
    const who = element('span', { className: 'who' }, name, element('span', {}, number));
    const button = element('button', { type: 'button' }, picture, who, icon('icon-phone'));
    button.setAttribute('aria-label', `Call ${name}, ${number}`);
    button.addEventListener('click', () => this.call(number));
    return element('li', {}, button);
  }

  private contactButtons(): HTMLButtonElement[] {
    return [...byId('contact-list').querySelectorAll('button')];
  }

  private type(character: string): void {
    this.field.value += character;
    this.refresh();
  }

  /** Digits typed while nothing else wants them go into the field. */
  private typedAnywhere(event: KeyboardEvent): void {
    const elsewhere = event.target instanceof HTMLInputElement || byId('dialer').hidden;
    const blocked = byId('phone').hidden || !byId('incoming').hidden;
    if (!elsewhere && !blocked && !modified(event) && /^[\d+*#]$/.test(event.key)) {
      event.preventDefault();
      this.type(event.key);
      this.field.focus();
    }
  }

  private submit(): void {
    const target = this.field.value.trim();
    if (target === '') {
      this.field.focus();
    } else {
      this.call(target);
    }
  }

  private refresh(): void {
    this.erase.hidden = this.field.value === '';
  }
}

export function modified(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}
