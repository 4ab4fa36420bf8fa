// SPDX-License-Identifier: Apache-2.0
import { connect, WicError, type Phone } from '@ringway/wic';
import { autoLogin, SILENT_SIGN_IN } from './auto-login.js';
import { byId, notice, show } from './page.js';
import { preferences } from './preferences.js';
import { endSession, isVisitor, leave, readSettings, type Settings } from './server.js';
import { Softphone } from './softphone.js';
import { messageOf, translatePage } from './text.js';
import { WaitingLine } from './waiting-line.js';

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

async function open(): Promise<void> {
  show('loading');
  const settings = await readSettings();
  document.title = settings.name;
  byId('site-name').textContent = settings.name;
  byId('visit').hidden = !settings.anonymous;
  new WaitingLine(() => void start(settings));
  byId('sign-in').addEventListener('click', (event) => signIn(event, settings));
  if (autoLogin.mayStart()) {
    await start(settings);
  } else {
    askToSignIn();
  }
}

/** With a session left over, one click is enough. */
function signIn(event: Event, settings: Settings): void {
  if (!autoLogin.mayStart()) {
    event.preventDefault();
    autoLogin.asked();
    void start(settings, () => location.assign('/login'));
  }
}

/** @param noSession what to do when nobody is signed in */
async function start(settings: Settings, noSession = askToSignIn): Promise<void> {
  show('loading');
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
    cannotStart(error, noSession);
    return;
  }
  const visitor = settings.anonymous && (await isVisitor());
  if (visitor) {
    autoLogin.asked();
  } else {
    autoLogin.signedIn();
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

function cannotStart(error: unknown, noSession: () => void): void {
  if (!(error instanceof WicError && error.code === 'signed-out')) {
    show('failed');
    byId('failed-text').textContent = messageOf(error);
  } else if (autoLogin.maySilently()) {
    location.replace(SILENT_SIGN_IN);
  } else {
    noSession();
  }
}

function askToSignIn(): void {
  show('signed-out');
  byId('sign-in').focus();
}

async function signOut(phone: Phone): Promise<void> {
  autoLogin.signedOut();
  await phone.close();
  const elsewhere = await endSession();
  if (elsewhere !== undefined) {
    location.assign(elsewhere);
  }
}

translatePage();
byId('notice-close').addEventListener('click', () => notice(''));
byId('try-again').addEventListener('click', () => location.reload());
// A page brought back from the browser's cache has closed its phone.
window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
void open();
