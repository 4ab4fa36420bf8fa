// SPDX-License-Identifier: Apache-2.0
import { WicError } from './errors.js';

const VISUAL_SEPARATORS = /[\s().\-/]/g; // RFC 3966 §5.1.1, and the spaces and slashes people type
const GLOBAL_NUMBER = /^\+\d{3,15}$/;
const LOCAL_NUMBER = /^[\d*#]{1,32}$/;
const LOOKS_DIALLED = /^[+\d*#(][\d*#\s().\-/]*$/;
const NAME = /^[\w.!~*'-]+$/;
const HOST = /^[\w.-]+(:\d{1,5})?$/;
const SIP_URI = /^sips?:[^\s<>"@,]+@[^\s<>"@,]+$/i;

/**
 * What a person typed, as the Request-URI of an INVITE: a number becomes a SIP URI with
 * `user=phone` (TS 24.229 §5.1.2A.1.3), a bare name a user of the home domain.
 */
export function toSipUri(typed: string, domain: string): string {
  const target = typed.trim();
  if (/^sips?:/i.test(target)) {
    if (SIP_URI.test(target)) {
      return target;
    }
    throw badTarget();
  }
  const number = /^tel:/i.test(target) ? target.slice(4) : target;
  if (number !== target || LOOKS_DIALLED.test(number)) {
    return numberUri(number, domain);
  }
  const [name = '', host = domain, ...rest] = target.split('@');
  if (rest.length > 0 || !NAME.test(name) || !HOST.test(host)) {
    throw badTarget();
  }
  return `sip:${name}@${host}`;
}

function numberUri(typed: string, domain: string): string {
  const number = typed.replace(VISUAL_SEPARATORS, '');
  if (GLOBAL_NUMBER.test(number)) {
    return `sip:${number}@${domain};user=phone`;
  }
  if (LOCAL_NUMBER.test(number)) {
    // Only the home network knows what a number without a country code means.
    const local = number.replaceAll('#', '%23');
    return `sip:${local};phone-context=${domain}@${domain};user=phone`;
  }
  throw badTarget();
}

function badTarget(): WicError {
  return new WicError('bad-target', 'this is neither a telephone number nor a SIP address');
}
