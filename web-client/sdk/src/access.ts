// SPDX-License-Identifier: Apache-2.0
import { WicError } from './errors.js';

/** What the WWSF hands the client (TS 24.371 §A.3.2 step 1). */
export interface Access {
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly impi: string;
  readonly impus: readonly string[];
  readonly domain: string;
  /** WebSocket address of the eP-CSCF. */
  readonly w2: string;
  readonly iceServers: readonly RTCIceServer[];
}

/**
 * Gives an access, first and renewed.
 *
 * @param refused whether the network took the last one's token no more: another one is wanted
 */
export type AccessSource = (refused?: boolean) => Promise<Access>;

const B64TOKEN = /^[\w\-.~+/]+=*$/; // RFC 6750 §2.1; also keeps line breaks out of the header

/** Reads the access document of a WWSF. */
export function accessFrom(url: string, fetcher: typeof fetch = fetch): AccessSource {
  return async (refused = false) => {
    let response: Response;
    try {
      response = await fetcher(refused ? `${url}${url.includes('?') ? '&' : '?'}refused=true` : url, {
        credentials: 'include',
        cache: 'no-store',
        headers: { Accept: 'application/json' },
      });
    } catch {
      throw new WicError('access-failed', 'the web server cannot be reached');
    }
    if (response.status === 401) {
      throw new WicError('signed-out', 'nobody is signed in');
    }
    if (!response.ok) {
      throw new WicError('access-failed', `the web server answered ${response.status}`);
    }
    const document: unknown = await response.json().catch(() => undefined);
    return parseAccess(document);
  };
}

/** Checks an access document; the error says which member is wrong, never its value. */
export function parseAccess(document: unknown): Access {
  const member = (name: string): unknown =>
    typeof document === 'object' && document !== null
      ? (document as Record<string, unknown>)[name]
      : undefined;
  const text = (name: string, valid: (value: string) => boolean): string => {
    const value = member(name);
    if (typeof value === 'string' && valid(value)) {
      return value;
    }
    throw malformed(name);
  };
  const expiresAt = new Date(text('expires_at', (value) => !Number.isNaN(Date.parse(value))));
  const impus = member('impus');
  if (!Array.isArray(impus) || !impus.some((impu) => /^sips?:[^\s<>]+@[^\s<>]+$/.test(impu))) {
    throw malformed('impus');
  }
  const iceServers = member('ice_servers') ?? [];
  if (!Array.isArray(iceServers)) {
    throw malformed('ice_servers');
  }
  return {
    accessToken: text('access_token', (value) => B64TOKEN.test(value)),
    expiresAt,
    impi: text('impi', (value) => value !== ''),
    impus: impus.map(String),
    domain: text('domain', (value) => /^[\w.-]+$/.test(value)),
    w2: text('w2', (value) => /^wss?:\/\/[^\s]+$/.test(value)),
    iceServers: iceServers as RTCIceServer[],
  };
}

function malformed(name: string): WicError {
  return new WicError('access-failed', `the access document has no valid ${name}`);
}
