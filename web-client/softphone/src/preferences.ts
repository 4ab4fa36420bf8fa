// SPDX-License-Identifier: Apache-2.0
import type { Contact } from './server.js';

/** A call that was, for the list of recent ones. */
export interface RecentCall {
  readonly name: string;
  readonly number: string;
  readonly kind: 'incoming' | 'outgoing' | 'missed';
  /** ISO 8601. */
  readonly at: string;
}

/** What the user chose. */
export interface Preferences {
  readonly language?: 'en' | 'de';
  readonly theme?: 'light' | 'dark';
  readonly microphone?: string;
  readonly speaker?: string;
  readonly notify?: boolean;
  /** Absent for yes. */
  readonly autoLogin?: boolean;
  /** Whether somebody was signed in here and did not sign out. */
  readonly known?: boolean;
}

const MOST_RECENT = 50;
const MOST_CONTACTS = 500;

/** A value kept in this browser; what cannot be read is as if it had never been there. */
class Kept<T> {
  constructor(
    private readonly key: string,
    private readonly first: T,
    private readonly valid: (value: unknown) => value is T,
  ) {}

  get(): T {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(this.key) ?? 'null');
      return this.valid(value) ? value : this.first;
    } catch {
      return this.first;
    }
  }

  set(value: T): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing: the page works without.
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf =
  <T>(...texts: (keyof T & string)[]) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) &&
    value.every((entry) => isObject(entry) && texts.every((name) => typeof entry[name] === 'string'));

export const preferences = new Kept<Preferences>('ringway.preferences', {}, (value): value is Preferences =>
  isObject(value),
);

const recent = new Kept<RecentCall[]>('ringway.recent', [], listOf<RecentCall>('name', 'number', 'kind', 'at'));
const contacts = new Kept<Contact[]>('ringway.contacts', [], listOf<Contact>('name', 'number'));

/** Calls of this browser, the latest first. */
export const recentCalls = {
  list: (): readonly RecentCall[] => recent.get(),
  add: (call: RecentCall): void => recent.set([call, ...recent.get()].slice(0, MOST_RECENT)),
  clear: (): void => recent.set([]),
};

/** Contacts the user added, beside those of the operator. */
export const ownContacts = {
  list: (): readonly Contact[] => contacts.get(),
  add: (contact: Contact): void =>
    contacts.set([...contacts.get().filter(({ number }) => number !== contact.number), contact].slice(-MOST_CONTACTS)),
  remove: (gone: string): void => contacts.set(contacts.get().filter(({ number }) => number !== gone)),
};
