// SPDX-License-Identifier: Apache-2.0
import { expect, type Browser, type Page } from '@playwright/test';

/** Where the gateway under test is, and the management of its lab core. */
export interface Addresses {
  readonly site: string;
  readonly core: string;
}

export const GATEWAY: Addresses = {
  site: process.env['RINGWAY_BASE_URL'] ?? 'http://localhost:8080',
  core: process.env['RINGWAY_CORE_URL'] ?? 'http://127.0.0.1:9084',
};

/** A call of one of the lab core's phones, as its management page shows it. */
export interface PhoneCall {
  readonly call_id: string;
  readonly state: string;
  readonly codec: string;
  readonly frequency_hz: number;
  readonly packets_received: number;
  readonly dtmf: string;
}

export interface Registration {
  readonly impu: string;
  readonly auth_done: boolean;
  readonly authorization: string;
  readonly contacts: readonly { readonly contact: string; readonly instance: string }[];
}

export async function registrationsOf(impi: string, { core: at } = GATEWAY): Promise<Registration[]> {
  const { registrations } = (await core('/registrations', 'GET', at)) as {
    registrations: (Registration & { impi: string })[];
  };
  return registrations.filter((entry) => entry.impi === impi);
}

/** The lab phone's side of a call. */
export async function phoneCall(callId: string, { core: at } = GATEWAY): Promise<PhoneCall | undefined> {
  const { calls } = (await core('/phones', 'GET', at)) as { calls: PhoneCall[] };
  return calls.find((call) => call.call_id === callId);
}

export async function hangUpAtCore(callId: string): Promise<void> {
  await core(`/hangup?call_id=${encodeURIComponent(callId)}`, 'POST');
}

async function core(path: string, method = 'GET', at = GATEWAY.core): Promise<unknown> {
  const response = await fetch(at + path, { method });
  expect(response.ok, `${method} ${path} answered ${response.status}`).toBe(true);
  return response.status === 204 ? undefined : response.json();
}

/** A page with ears, and a record of the SIP messages it sent and got. */
export interface Client {
  readonly page: Page;
  readonly sent: string[];
  readonly received: string[];
  /** What must not happen: exceptions, things the Content-Security-Policy stopped. */
  readonly problems: string[];
}

export async function openClient(page: Page): Promise<Client> {
  const client: Client = { page, sent: [], received: [], problems: [] };
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => client.sent.push(payload.toString()));
    socket.on('framereceived', ({ payload }) => client.received.push(payload.toString()));
  });
  page.on('pageerror', (error) => client.problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy|Bearer /i.test(message.text())) {
      client.problems.push(message.text());
    }
  });
  await page.addInitScript(prepareForTone);
  return client;
}

export async function newClient(browser: Browser, permissions = ['microphone']): Promise<Client> {
  return openClient(await browser.newPage({ permissions }));
}

export async function signIn(page: Page, user: string, password = user, { site } = GATEWAY): Promise<void> {
  await page.goto(`${site}/`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, user, password);
}

export async function fillSignIn(page: Page, user: string, password = user): Promise<void> {
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function register(client: Client, user: string): Promise<void> {
  await signIn(client.page, user);
  await expect(client.page.locator('#registration')).toHaveText('Ready');
}

export async function dial(page: Page, number: string): Promise<void> {
  await page.getByLabel('Number or name to call').fill(number);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
}

export async function expectInCall(page: Page): Promise<void> {
  await expect(page.locator('#call-timer')).toBeVisible();
}

export async function expectNoCall(page: Page): Promise<void> {
  await expect(page.locator('#call-panel')).toBeHidden();
  await expect(page.getByRole('alert')).toBeHidden();
}

/** The UUID by which the network tells this tab from others. */
export function instanceOf({ sent }: Client): string {
  const register = sent.find((message) => message.startsWith('REGISTER ')) ?? '';
  return /urn:uuid:([\da-f-]{36})/.exec(register)?.[1] ?? 'no instance';
}

/** Call-ID of the last INVITE the page sent. */
export function callIdOf({ sent }: Client): string {
  const invite = sent.findLast((message) => message.startsWith('INVITE ')) ?? '';
  return /^Call-ID: (\S+)/im.exec(invite)?.[1] ?? '';
}

/** Waits until this frequency is the loudest the page hears, and the loudness keeps coming. */
export async function expectToHear(page: Page, hertz: number): Promise<void> {
  const energy = await heardEnergy(page);
  await expect
    .poll(async () => Math.abs((await heardHertz(page)) - hertz), { timeout: 20_000 })
    .toBeLessThan(15);
  await expect.poll(() => heardEnergy(page)).toBeGreaterThan(energy + 0.001);
}

/** The strongest frequency of the sound that is being played, 0 in silence. */
async function heardHertz(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const stream = document.querySelector('audio')?.srcObject;
    if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) {
      return 0;
    }
    const context = new AudioContext();
    try {
      const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
      const window = analyser.fftSize / context.sampleRate;
      await new Promise((filled) => setTimeout(filled, window * 1000 + 300));
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const peak = bins.reduce((best, level, bin) => (level > (bins[best] ?? 0) ? bin : best), 0);
      return (bins[peak] ?? -Infinity) > -60 ? (peak * context.sampleRate) / analyser.fftSize : 0;
    } finally {
      await context.close();
    }
  });
}

async function heardEnergy(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const open = connections.findLast(({ signalingState }) => signalingState !== 'closed');
    const report = await open?.getStats();
    let energy = 0;
    report?.forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
        energy = entry.totalAudioEnergy ?? 0;
      }
    });
    return energy;
  });
}

/** Runs in the page before its own scripts. */
function prepareForTone(): void {
  if (!window.isSecureContext || location.origin === 'null') {
    return; // about:blank has no microphone
  }
  const connections: RTCPeerConnection[] = [];
  Object.assign(window, { connections });
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  // Noise suppression takes a steady tone for noise.
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  devices.getUserMedia = (wanted) => open(wanted?.video ? wanted : { audio: raw });
}
