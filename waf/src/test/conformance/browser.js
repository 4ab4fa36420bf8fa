// SPDX-License-Identifier: Apache-2.0

const MOST_STEPS = 10;

/** As much of a browser as signing in takes: cookies, redirects, one form on a page. No script. */
export class Browser {
  #cookies = new Map(); // by host, then by name
  #user;
  #password;
  #link;
  #fetch;

  /** `link` begins the address of a link to be followed rather than the form be filled in. */
  constructor(user, password, link = undefined, fetchWith = fetch) {
    this.#user = user;
    this.#password = password;
    this.#link = link;
    this.#fetch = fetchWith;
  }

  /** Goes to an address and on, filling in what it is asked for, until it is led to `target`. */
  async visit(address, target) {
    let response = await this.#load(new URL(address));
    for (let step = 0; step < MOST_STEPS; step++) {
      const location = response.headers.get('location');
      if (location) {
        const next = new URL(location, response.url);
        if (next.origin + next.pathname === target) {
          return next;
        }
        response = await this.#load(next);
      } else {
        response = await this.#submit(response);
      }
    }
    throw new Error(`not led to ${target} in ${MOST_STEPS} steps`);
  }

  async #submit(response) {
    const page = await response.text();
    const link = [...page.matchAll(/<a\b([^>]*)>/g)]
      .map(([, tag]) => attribute(tag, 'href'))
      .find((href) => this.#link && href.startsWith(this.#link));
    if (link) {
      return this.#load(new URL(link, response.url));
    }
    const form = /<form\b([^>]*)>(.*?)<\/form>/s.exec(page);
    if (!response.ok || !form) {
      throw new Error(`no form on the page, status ${response.status}: ${words(page)}`);
    }
    const fields = new URLSearchParams();
    for (const [, tag] of form[2].matchAll(/<(?:input|button)\b([^>]*)>/g)) {
      const name = attribute(tag, 'name');
      if (name) {
        fields.append(name, this.#value(tag, name));
      }
    }
    const action = attribute(form[1], 'action') ?? response.url;
    return this.#load(new URL(action, response.url), {
      method: 'POST',
      body: fields,
      headers: {
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        origin: new URL(response.url).origin,
      },
    });
  }

  #value(tag, name) {
    switch (attribute(tag, 'autocomplete') ?? name) {
      case 'username':
        return this.#user;
      case 'password':
      case 'current-password':
        return this.#password;
      default:
        return attribute(tag, 'value') ?? '';
    }
  }

  async #load(address, options = {}) {
    const headers = { ...options.headers };
    const cookies = this.#cookies.get(address.hostname) ?? new Map();
    this.#cookies.set(address.hostname, cookies);
    if (cookies.size > 0) {
      headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    const response = await this.#fetch(address, { ...options, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const [name, value] = pair.split(/=(.*)/s);
      if (attributes.some((a) => /^max-age=(0|-\d+)$/i.test(a))) {
        cookies.delete(name);
      } else {
        cookies.set(name, value);
      }
    }
    return response;
  }
}

function attribute(tag, name) {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag);
  return found
    ?.at(1)
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function words(page) {
  return page
    .replace(/<(style|svg|head)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
