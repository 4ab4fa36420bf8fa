// SPDX-License-Identifier: Apache-2.0
import { connect, WicError, type Phone } from '@ringway/wic';
import { byId, notice, show } from './page.js';
import { preferences } from './preferences.js';
import { endSession, isVisitor, leave, readSettings, visit } from './server.js';
import { Softphone } from './softphone.js';
import { messageOf, translatePage, words } from './text.js';

const INSTANCE = 'ringway.instance';

const OTHER_TAB_MS = 1_000;

/**
 * One per tab, kept over reloads: a reload replaces its registration instead of adding one. A
 * duplicated tab gets a copy of it, and takes another as long as the first one lives.
 */
async function ownInstance(): Promise<string> {
  const kept = sessionStorage.getItem(INSTANCE);
  if (kept !== null && (await claim(kept))) {
    return kept;
  }
  sessionStorage.clear();
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(INSTANCE, fresh);
  await claim(fresh);
  return fresh;
}

function claim(instance: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { signal: AbortSignal.timeout(OTHER_TAB_MS) };
    const untilThePageGoes = new Promise<void>(() => undefined);
    navigator.locks
      .request(`${INSTANCE}.${instance}`, options, () => {
        resolve(true);
        return untilThePageGoes;
      })
      .catch(() => resolve(false));
  });
}

let instance: Promise<string> | undefined;

let softphone: Softphone | undefined;

async function start(): Promise<void> {
  show('loading');
  const settings = await readSettings();
  document.title = settings.name;
  byId('site-name').textContent = settings.name;
  byId('visit').hidden = !settings.anonymous;
  let phone: Phone;
  try {
    const { microphone, speaker } = preferences.get();
    phone = await connect({
      accessUrl: '/access',
      instanceId: await (instance ??= ownInstance()),
      callStorage: sessionStorage,
      // Another one when it was pulled out since.
      ...(microphone === undefined ? {} : { microphone: { deviceId: { ideal: microphone } } }),
      ...(speaker === undefined ? {} : { speaker }),
    });
  } catch (error) {
    cannotStart(error);
    return;
  }
  show('phone');
  softphone ??= new Softphone();
  softphone.start(phone, settings);
  phone.on('state', ({ state, error }) => {
    if (state === 'closed') {
      show('signed-out');
      notice(error === undefined ? '' : messageOf(error));
    }
  });
  byId('sign-out').onclick = () => void signOut(phone);
  const visitor = settings.anonymous && (await isVisitor());
  // What is not taken back here the network finds out by the closed connection.
  window.onpagehide = () => {
    if (visitor) {
      void phone.close();
      leave();
    } else {
      phone.leave(); // it may be a reload
    }
  };
}

function cannotStart(error: unknown): void {
  if (error instanceof WicError && error.code === 'signed-out') {
    show('signed-out');
    byId('sign-in').focus();
  } else {
    show('failed');
    byId('failed-text').textContent = messageOf(error);
  }
}

async function signOut(phone: Phone): Promise<void> {
  await phone.close();
  const elsewhere = await endSession();
  if (elsewhere !== undefined) {
    location.assign(elsewhere);
  }
}

async function startVisit(): Promise<void> {
  const button = byId<HTMLButtonElement>('visit');
  button.disabled = true;
  const outcome = await visit();
  button.disabled = false;
  if (outcome === 'welcome') {
    notice('');
    await start();
  } else {
    notice(words().visit[outcome]);
  }
}

translatePage();
byId('notice-close').addEventListener('click', () => notice(''));
byId('visit').addEventListener('click', () => void startVisit());
byId('try-again').addEventListener('click', () => void start());
// A page brought back from the browser's cache has closed its phone.
window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
void start();
