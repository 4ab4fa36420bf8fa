// SPDX-License-Identifier: Apache-2.0

/** The other end of a call, as far as the network says who it is. */
export interface Party {
  readonly uri: string;
  /** In E.164 form with `+`, when the network gave one. */
  readonly number: string | undefined;
  /** The display name the network gave, else the user part of the URI. */
  readonly name: string;
}

/** The number inside a `tel:` URI or a SIP URI that carries one. */
export function numberOf(uri: string): string | undefined {
  return /^(?:tel:|sips?:)(\+\d{3,15})(?:[;@?]|$)/i.exec(uri)?.[1];
}

/**
 * Who calls: P-Asserted-Identity goes before From, since the network vouches for it
 * (RFC 3325 §9.1); it may name the same user by a SIP URI and by a number.
 */
export function remoteParty(asserted: readonly string[], from: string): Party {
  const vouched = asserted.flatMap(addresses);
  const all = vouched.length > 0 ? vouched : addresses(from);
  const first = all[0] ?? { uri: from, display: '' };
  const number = all.map((address) => numberOf(address.uri)).find((found) => found !== undefined);
  const display = all.map((address) => address.display).find((found) => found !== '');
  return { uri: first.uri, number, name: display ?? userOf(first.uri) };
}

/** The party behind the URI we called. */
export function partyOf(uri: string): Party {
  return { uri, number: numberOf(uri), name: userOf(uri) };
}

interface Address {
  uri: string;
  display: string;
}

const NAME_ADDRESS = /(?:"((?:[^"\\]|\\.)*)"|([^<>",]*))\s*<([^<>\s]+)>/g;

function addresses(header: string): Address[] {
  const found = [...header.matchAll(NAME_ADDRESS)].map(([, quoted, plain, uri]) => ({
    uri: uri ?? '',
    display: (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '').trim(),
  }));
  return found.length > 0 ? found : [{ uri: header.split(';')[0]?.trim() ?? '', display: '' }];
}

function userOf(uri: string): string {
  const rest = uri.replace(/^\w+:/, '');
  const user = rest.split(/[@;?]/)[0] ?? rest;
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
