// SPDX-License-Identifier: Apache-2.0
import { grouped, initials } from './format.js';
import { byId, element, icon } from './page.js';
import { ownContacts, recentCalls, type RecentCall } from './preferences.js';
import type { Contact } from './server.js';
import { filled, language, words } from './text.js';

/** The lists one can call from: contacts of the operator, own ones, and recent calls. */
export class People {
  private given: readonly Contact[] = [];
  private on = false;

  /** @param call told which number the user wants */
  constructor(private readonly call: (number: string) => void) {
    byId<HTMLFormElement>('contact-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const [name, number] = [byId<HTMLInputElement>('contact-name'), byId<HTMLInputElement>('contact-number')];
      ownContacts.add({ name: name.value.trim(), number: number.value.trim() });
      name.value = number.value = '';
      this.refresh();
    });
    byId('clear-recent').addEventListener('click', () => {
      recentCalls.clear();
      this.refresh();
    });
  }

  /** Only a registered phone can call. */
  set enabled(enabled: boolean) {
    this.on = enabled;
    for (const button of byId('side').querySelectorAll<HTMLButtonElement>('button.entry')) {
      button.disabled = !enabled;
    }
  }

  /** Contacts the operator offers. */
  offer(contacts: readonly Contact[]): void {
    this.given = contacts;
    this.refresh();
  }

  nameOf(number: string | undefined): string | undefined {
    return [...ownContacts.list(), ...this.given].find((contact) => bare(contact.number) === bare(number ?? ''))?.name;
  }

  remember(call: RecentCall): void {
    recentCalls.add(call);
    this.refresh();
  }

  refresh(): void {
    const own = ownContacts.list().map((contact) => this.own(contact));
    byId('contact-list').replaceChildren(...this.given.map((contact) => this.entry(contact)), ...own);
    const recent = recentCalls.list();
    byId('recent-list').replaceChildren(...recent.map((call) => this.recent(call)));
    byId('no-recent').hidden = recent.length > 0;
    byId('clear-recent').hidden = recent.length === 0;
    this.enabled = this.on;
  }

  private own(contact: Contact): HTMLLIElement {
    const entry = this.entry(contact);
    const remove = element('button', { type: 'button', className: 'quiet' }, '×');
    remove.setAttribute('aria-label', filled(words().remove, { name: contact.name }));
    remove.addEventListener('click', () => {
      ownContacts.remove(contact.number);
      this.refresh();
      byId('contact-name').focus();
    });
    entry.append(remove);
    return entry;
  }

  private recent({ name, number, kind, at }: RecentCall): HTMLLIElement {
    const time = new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));
    const entry = this.entry({ name, number }, `${words().recent[kind]} · ${time}`);
    entry.dataset['kind'] = kind;
    return entry;
  }

  private entry({ name, number }: Contact, detail = grouped(number)): HTMLLIElement {
    const picture = element('span', { className: 'avatar' }, initials(name));
    picture.setAttribute('aria-hidden', 'true');
    const who = element('span', { className: 'who' }, grouped(name), element('span', {}, detail));
    const button = element('button', { type: 'button', className: 'entry' }, picture, who, icon('icon-phone'));
    button.setAttribute('aria-label', filled(words().callSomebody, { name, number }));
    button.addEventListener('click', () => this.call(number));
    return element('li', {}, button);
  }
}

function bare(number: string): string {
  return number.replace(/[\s().\-/]/g, '');
}
