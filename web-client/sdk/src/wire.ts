// SPDX-License-Identifier: Apache-2.0

/**
 * The last step before a SIP message goes out and the first after one came in. Pure text to text:
 * it does what JsSIP cannot, and keeps the token out of JsSIP's hands (and so out of its log).
 */

/** Stands for `tel:` inside JsSIP, which drops any message with a tel URI in From or To. */
const TEL_HOST = 'tel.invalid';

/** A request gets the token (TS 24.371 §7.2.1: all of them, not REGISTER alone). */
export function outbound(message: string, token: string): string {
  const [head, body] = split(message);
  let lines = head.map(restoreTel).map(restorePhoneContext);
  const first = lines[0] ?? '';
  if (!first.startsWith('SIP/2.0 ')) {
    lines = [first, `Authorization: Bearer ${token}`, ...lines.slice(1)];
  }
  return lines.join('\r\n') + body;
}

export function inbound(message: string): string {
  const [head, body] = split(message);
  return head.flatMap(splitVia).map(replaceTel).join('\r\n') + body;
}

function split(message: string): [string[], string] {
  const end = message.indexOf('\r\n\r\n');
  const head = end < 0 ? message : message.slice(0, end);
  return [head.split('\r\n'), end < 0 ? '' : message.slice(end)];
}

/**
 * One Via a line: of a list in one line (RFC 3261 §7.3.1) JsSIP takes the last branch for the
 * first, and then finds no INVITE for a CANCEL.
 */
function splitVia(line: string): string[] {
  const [, name, value] = /^(via|v)\s*:\s*(.*)$/i.exec(line) ?? [];
  const entries = value?.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g);
  return entries?.map((entry) => `${name}: ${entry.trim()}`) ?? [line];
}

const ADDRESS_HEADER = /^(?:from|f|to|t)\s*:/i;

function replaceTel(line: string): string {
  if (!ADDRESS_HEADER.test(line)) {
    return line;
  }
  const sip = (number: string) => `<sip:${encodeURIComponent(number)}@${TEL_HOST};user=phone>`;
  return line
    .replace(/<tel:([^>]+)>/i, (_, number: string) => sip(number))
    .replace(/^([^:]+:\s*)tel:([^\s;]+)/i, (_, name: string, number: string) => name + sip(number));
}

function restoreTel(line: string): string {
  return line.replace(
    /(^\S+ |<)sip:([^@>\s]+)@tel\.invalid;user=phone/gi,
    (_, before: string, number: string) => `${before}tel:${decodeURIComponent(number)}`,
  );
}

/** JsSIP escapes the semicolon and equals sign of a number's parameter (RFC 3261 §19.1.6). */
function restorePhoneContext(line: string): string {
  return line.replaceAll('%3Bphone-context%3D', ';phone-context=');
}
