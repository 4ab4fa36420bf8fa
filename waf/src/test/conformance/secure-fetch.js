// SPDX-License-Identifier: Apache-2.0

import https from 'node:https';

const NO_BODY = [204, 205, 304];

/**
 * `fetch` that believes this authority alone and shows this certificate, if any: the one built into
 * Node.js can do neither.
 */
export function secureFetch(authority, certificate = {}) {
  return (address, options = {}) =>
    new Promise((resolve, reject) => {
      const request = https.request(
        address,
        {
          ca: authority,
          ...certificate,
          agent: false, // a connection of its own: no certificate of another client is on it
          method: options.method ?? 'GET',
          headers: Object.fromEntries(new Headers(options.headers)),
          signal: options.signal ?? undefined,
        },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => resolve(response(address, answer, Buffer.concat(parts))));
        },
      );
      request.on('error', reject);
      request.end(options.body === undefined ? undefined : String(options.body));
    });
}

function response(address, answer, body) {
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    values.forEach((value) => headers.append(name, value));
  }
  const content = NO_BODY.includes(answer.statusCode) ? null : body;
  const made = new Response(content, { status: answer.statusCode, headers });
  Object.defineProperty(made, 'url', { value: String(address) });
  return made;
}
