// SPDX-License-Identifier: Apache-2.0
import { WicError, type PhoneState, type Quality, type WicErrorCode } from '@ringway/wic';
import type { NetworkVerdict, NetworkWay } from './check.js';
import { preferences } from './preferences.js';
import type { Visit } from './server.js';
import { DE } from './text-de.js';
import { EN } from './text-en.js';

type CallWord =
  | 'starting'
  | 'calling'
  | 'ringing'
  | 'answering'
  | 'connected'
  | 'held'
  | 'heldByThem'
  | 'recovering'
  | 'transferring'
  | 'transferAsked';

/** Everything the page says by itself; a language is one such table. */
export interface Words {
  readonly registration: Record<PhoneState, string>;
  /** Why somebody could not call without signing in. */
  readonly visit: Record<Exclude<Visit['outcome'], 'welcome'>, string>;
  readonly nextTry: string;
  readonly errors: Record<WicErrorCode, string>;
  readonly unexpected: string;
  readonly call: Record<CallWord, string>;
  readonly quality: Record<Quality['word'], string>;
  readonly qualityDetail: string;
  readonly recent: Record<'incoming' | 'outgoing' | 'missed', string>;
  readonly check: {
    readonly microphone: Record<'ok' | 'silent', string>;
    readonly network: Record<NetworkVerdict, string>;
    readonly ways: Record<NetworkWay['kind'], string>;
    readonly running: string;
  };
  readonly callSomebody: string;
  readonly remove: string;
  readonly isCalling: string;
  readonly otherCall: string;
  readonly sent: string;
  readonly systemDevice: string;
  /** By the names that data-text, data-label and data-hint of index.html give. */
  readonly page: Record<string, string>;
}

export type Language = 'en' | 'de';

const TABLES: Record<Language, Words> = { en: EN, de: DE };

export function language(): Language {
  const browser = navigator.language.startsWith('de') ? 'de' : 'en';
  return preferences.get().language ?? browser;
}

export function words(): Words {
  return TABLES[language()];
}

export function filled(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export function messageOf(error: unknown): string {
  return error instanceof WicError ? words().errors[error.code] : words().unexpected;
}

/** Puts the language into the markup. */
export function translatePage(): void {
  const { page } = words();
  document.documentElement.lang = language();
  const each = (name: string, put: (element: HTMLElement, text: string) => void): void => {
    document.querySelectorAll<HTMLElement>(`[data-${name}]`).forEach((element) => {
      put(element, page[element.dataset[name] ?? ''] ?? '');
    });
  };
  each('text', (element, text) => (element.textContent = text));
  each('label', (element, text) => element.setAttribute('aria-label', text));
  each('hint', (element, text) => element.setAttribute('placeholder', text));
}
