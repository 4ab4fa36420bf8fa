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
}

const DEFAULTS: Settings = { name: 'Ringway', contacts: [] };

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
  const { name, contacts } = document as Record<string, unknown>;
  return {
    name: typeof name === 'string' && name !== '' ? name : DEFAULTS.name,
    contacts: Array.isArray(contacts) ? contacts.filter(isContact).map(dialled) : [],
  };
}

/** Ends the session at the web server; the page is signed out whatever the answer. */
export async function endSession(): Promise<void> {
  try {
    await fetch('/logout', { method: 'POST', headers: { Accept: 'application/json' } });
  } catch {
    // Offline: the session ends by itself later.
  }
}

function isContact(value: unknown): value is Contact {
  const contact = value as Partial<Contact> | null;
  return typeof contact?.name === 'string' && typeof contact.number === 'string';
}

function dialled({ name, number }: Contact): Contact {
  return { name, number: number.replace(/^(?:tel|sips?):/i, '') };
}
