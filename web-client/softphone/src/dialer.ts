// SPDX-License-Identifier: Apache-2.0
import { grouped } from './format.js';
import { fillPad, onLongPress } from './pad.js';
import { byId } from './page.js';

/** Number field and dial pad. */
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
    this.field.addEventListener('input', () => this.group());
    this.erase.addEventListener('click', () => {
      this.field.value = this.field.value.trimEnd().slice(0, -1);
      this.group();
      this.field.focus();
    });
    document.addEventListener('keydown', (event) => this.typedAnywhere(event));
  }

  set shown(shown: boolean) {
    byId('dialer').hidden = !shown;
  }

  /** Only a registered phone can call. */
  set enabled(enabled: boolean) {
    byId<HTMLButtonElement>('call').disabled = !enabled;
  }

  private type(character: string): void {
    this.field.value += character;
    this.group();
  }

  /** Spaces as people write numbers, unless somebody edits in the middle. */
  private group(): void {
    const { value, selectionStart } = this.field;
    const number = value.replaceAll(' ', '');
    if (selectionStart === value.length && /^\+\d+$/.test(number)) {
      this.field.value = grouped(number);
    }
    this.refresh();
  }

  /** Digits typed while nothing else wants them go into the field. */
  private typedAnywhere(event: KeyboardEvent): void {
    const elsewhere = typing(event) || byId('dialer').hidden;
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

export function typing({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
