// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type * as Wic from '@ringway/wic';
import { fillSignIn, GATEWAY, openClient, type Client } from './gateway.js';

const BUNDLE = fileURLToPath(new URL('../../sdk/dist/ringway-wic.js', import.meta.url));

/** What a page of this kind keeps in its window. */
export interface SdkWindow extends Window {
  wic: typeof Wic;
  phone: Wic.Phone;
  /** All calls, oldest first. */
  calls: Wic.Call[];
  messages: Wic.Message[];
  /** Names of the events of all calls, as in `0 hold {"local":true,"remote":false}`. */
  log: string[];
}

/** A page with nothing but the library, at the gateway's own address and so with its session. */
export async function openSdkPage(
  page: Page,
  user: string,
  { html = HTML, site = GATEWAY.site, password = user } = {},
): Promise<Client> {
  const client = await openClient(page);
  await serveBundle(page);
  await page.route(`${site}/sdk-page`, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await page.goto(`${site}/login`);
  await fillSignIn(page, user, password);
  await page.waitForURL(`${site}/`);
  await page.goto('about:blank'); // the softphone goes away, and its registration with it
  await page.goto(`${site}/sdk-page`);
  if (html === HTML) {
    await page.waitForFunction(() => 'wic' in window);
  }
  return client;
}

/** The one file of the library, for a page that asks for it. */
export async function serveBundle(page: Page): Promise<void> {
  await page.route('**/ringway-wic.js', (route) =>
    route.fulfill({ path: BUNDLE, contentType: 'text/javascript' }),
  );
}

/** Registers and keeps what happens; incoming calls wait for {@link answerCall}. */
export async function connectSdk(page: Page, options: Wic.PhoneOptions = {}): Promise<void> {
  await page.evaluate(async (given) => {
    const here = window as unknown as SdkWindow;
    here.calls = [];
    here.messages = [];
    here.log = [];
    const phone = await here.wic.connect({ accessUrl: '/access', ...given });
    here.phone = phone;
    const follow = (call: Wic.Call): void => {
      const index = here.calls.push(call) - 1;
      const audio = new Audio();
      document.body.prepend(audio); // the newest call is the one the ears of the test find
      call.on('ended', () => audio.remove());
      call.playOn(audio);
      const note = (what: string, value: unknown) =>
        here.log.push(`${index} ${what} ${JSON.stringify(value)}`);
      call.on('state', (state) => note('state', state));
      call.on('hold', (hold) => note('hold', hold));
      call.on('recovering', (on) => note('recovering', on));
      call.on('ended', ({ by, error }) => note('ended', { by, code: error?.code }));
      call.on('replaced', follow);
      call.on('transfer', (request) => follow(request.accept()));
    };
    Object.assign(here, { follow });
    phone.on('incoming', follow);
    phone.on('message', (message) => here.messages.push(message));
    await phone.registered();
  }, options);
}

/** Starts a call and gives its index. */
export function startCall(page: Page, target: string): Promise<number> {
  return page.evaluate((to) => {
    const here = window as unknown as SdkWindow & { follow(call: Wic.Call): void };
    here.follow(here.phone.call(to));
    return here.calls.length - 1;
  }, target);
}

export async function answerCall(page: Page, index: number): Promise<void> {
  await expect.poll(() => stateOf(page, index)).toBe('ringing');
  await page.evaluate((at) => (window as unknown as SdkWindow).calls[at]?.answer(), index);
}

export function stateOf(page: Page, index: number): Promise<string | undefined> {
  return page.evaluate((at) => (window as unknown as SdkWindow).calls[at]?.state, index);
}

export async function expectConnected(page: Page, index: number): Promise<void> {
  await expect.poll(() => stateOf(page, index)).toBe('connected');
}

/** Runs in the page with one of its calls; gives the code of the error it failed with. */
export function withCall(
  page: Page,
  index: number,
  action: 'hold' | 'resume' | 'hangup' | 'video' | 'transfer',
  argument?: string | number,
): Promise<string> {
  return page.evaluate(
    async ({ at, what, given }) => {
      const { calls } = window as unknown as SdkWindow;
      const call = calls[at]!;
      try {
        switch (what) {
          case 'video':
            await call.video('camera');
            break;
          case 'transfer':
            await call.transfer(typeof given === 'number' ? calls[given]! : String(given));
            break;
          default:
            await call[what]();
        }
        return 'done';
      } catch (error) {
        return (error as Wic.WicError).code ?? String(error);
      }
    },
    { at: index, what: action, given: argument },
  );
}

export function logOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as SdkWindow).log);
}

const HTML = `<!doctype html><html lang="en"><title>SDK</title><body><script type="module">
import * as wic from '/ringway-wic.js';
window.wic = wic;
</script></body></html>`;
