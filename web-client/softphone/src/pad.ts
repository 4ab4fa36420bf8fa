// SPDX-License-Identifier: Apache-2.0
import { element } from './page.js';

const KEYS: readonly (readonly [digit: string, letters: string, spoken?: string])[] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', '', 'star'],
  ['0', '+'],
  ['#', '', 'hash'],
];

/** Fills a group with the twelve keys of a telephone. */
export function fillPad(group: HTMLElement, press: (digit: string) => void): void {
  for (const [digit, letters, spoken] of KEYS) {
    const small = element('small', {}, letters);
    small.setAttribute('aria-hidden', 'true');
    const key = element('button', { type: 'button' }, digit, small);
    key.setAttribute('aria-label', spoken ?? digit);
    key.addEventListener('click', () => press(digit));
    group.append(key);
  }
}

/** Holding the zero gives a plus, as on every mobile phone. */
export function onLongPress(key: HTMLElement, act: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  key.addEventListener('pointerdown', () => {
    held = false;
    timer = setTimeout(() => {
      held = true;
      act();
    }, 500);
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) {
    key.addEventListener(end, () => clearTimeout(timer));
  }
  key.addEventListener(
    'click',
    (event) => {
      if (held) {
        held = false;
        event.stopImmediatePropagation();
      }
    },
    { capture: true },
  );
}
