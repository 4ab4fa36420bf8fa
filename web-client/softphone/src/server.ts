// SPDX-License-Identifier: Apache-2.0

/** Someone the page offers to call. */
export interface Contact {
  readonly name: string;
  /** As a person would dial it. */
  readonly number: string;
}

/** What the WWSF says about itself in `/config.json`. */
export interface Settings {
  readonly name: string;
  readonly contacts: readonly Contact[];
  /** Whether one can call without signing in. */
  readonly anonymous: boolean;
}

/** How an attempt to call without signing in ended. */
export interface Visit {
  readonly outcome: 'welcome' | 'full' | 'too-many' | 'failed';
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number;
}

const DEFAULTS: Settings = { name: 'Ringway', contacts: [], anonymous: false };

/** The page works without it, so a failure gives the defaults. */
export async function readSettings(): Promise<Settings> {
  try {
    const response = await fetch('/config.json', { headers: { Accept: 'application/json' } });
    return response.ok ? parseSettings(await response.json()) : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

export function parseSettings(document: unknown): Settings {
  if (typeof document !== 'object' || document === null) {
    return DEFAULTS;
  }
  const { name, contacts, anonymous } = document as Record<string, unknown>;
  return {
    name: typeof name === 'string' && name !== '' ? name : DEFAULTS.name,
    contacts: Array.isArray(contacts) ? contacts.filter(isContact).map(dialled) : [],
    anonymous: anonymous === true,
  };
}

/**
 * Ends the session at the web server; the page is signed out whatever the answer.
 * Returns where the browser ends its session at the sign-in service too, if there is such a place.
 */
export async function endSession(): Promise<string | undefined> {
  try {
    const response = await fetch('/logout', { method: 'POST', headers: { Accept: 'application/json' } });
    return response.status === 200 ? endOf(await response.json()) : undefined;
  } catch {
    return undefined; // Offline: the session ends by itself later.
  }
}

/** Takes an identity of the operator's pool, without signing in. */
export async function visit(): Promise<Visit> {
  try {
    const response = await fetch('/visitor', { method: 'POST', headers: { Accept: 'application/json' } });
    const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '0', 10) || 0;
    return { outcome: await outcomeOf(response), retryAfter };
  } catch {
    return { outcome: 'failed', retryAfter: 0 };
  }
}

async function outcomeOf(response: Response): Promise<Visit['outcome']> {
  if (response.ok || response.status === 429) {
    return response.ok ? 'welcome' : 'too-many';
  }
  const { error } = (await response.json()) as { error?: unknown };
  return error === 'no_identity' ? 'full' : 'failed';
}

/** Whether the session is one without sign-in, whose identity goes back when the page is left. */
export async function isVisitor(): Promise<boolean> {
  try {
    const response = await fetch('/session', { headers: { Accept: 'application/json' } });
    return response.ok && ((await response.json()) as { kind?: unknown }).kind === 'visitor';
  } catch {
    return false;
  }
}

/** Sent even while the page goes away. */
export function leave(): void {
  navigator.sendBeacon('/logout');
}

function endOf(answer: unknown): string | undefined {
  const { end_session: address } = answer as { end_session?: unknown };
  return typeof address === 'string' && /^https?:\/\//.test(address) ? address : undefined;
}

function isContact(value: unknown): value is Contact {
  const contact = value as Partial<Contact> | null;
  return typeof contact?.name === 'string' && typeof contact.number === 'string';
}

function dialled({ name, number }: Contact): Contact {
  return { name, number: number.replace(/^(?:tel|sips?):/i, '') };
}
