// SPDX-License-Identifier: Apache-2.0
import { byId } from './page.js';

const TABS = ['contacts', 'recent', 'messages'] as const;
export type Tab = (typeof TABS)[number];

/** Contacts, recent calls and messages, one at a time; arrow keys go from tab to tab. */
export class Side {
  private readonly tabs = TABS.map((name) => byId<HTMLButtonElement>(`tab-${name}`));

  constructor() {
    this.tabs.forEach((tab, index) => {
      tab.addEventListener('click', () => this.show(TABS[index] ?? 'contacts'));
      tab.addEventListener('keydown', ({ key }) => this.move(index, key));
    });
    this.show('contacts');
  }

  show(name: Tab): void {
    TABS.forEach((other, index) => {
      const chosen = other === name;
      byId(other).hidden = !chosen;
      this.tabs[index]?.setAttribute('aria-selected', String(chosen));
      this.tabs[index]?.setAttribute('tabindex', chosen ? '0' : '-1');
    });
    this.mark(name, false);
  }

  /** Something new is behind a tab that is not shown. */
  mark(name: Tab, fresh: boolean): void {
    const hidden = byId(name).hidden !== false;
    byId(`tab-${name}`).toggleAttribute('data-new', fresh && hidden);
  }

  private move(from: number, key: string): void {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = TABS[(from + step + TABS.length) % TABS.length];
    if (step !== 0 && next !== undefined) {
      this.show(next);
      byId(`tab-${next}`).focus();
    }
  }
}
