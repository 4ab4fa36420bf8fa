// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page, Route, WebSocketRoute } from '@playwright/test';

/** Nobody listens there: all of it is answered inside the browser. */
export const ORIGIN = 'http://localhost:1';

const SITE = fileURLToPath(new URL('../../softphone/dist', import.meta.url));
const W2 = 'ws://w2.test/';
const CONTACT = 'Contact: <sip:gw@w2.test>';
const SDP_TYPE = 'Content-Type: application/sdp';

/** A description that browsers accept, of an end that never answers their checks. */
const sdp = (setup: 'actpass' | 'passive'): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 8 126',
    'c=IN IP4 127.0.0.1',
    'a=mid:0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
    `a=setup:${setup}`,
    'a=rtcp-mux',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:126 telephone-event/8000',
    'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
    'a=sendrecv',
    '',
  ].join('\r\n');

/** To a caller who only sends one only listens (RFC 3264 §6.1). */
function answerTo(offer: string): string {
  const answer = sdp('passive');
  return offer.includes('a=sendonly') ? answer.replace('a=sendrecv', 'a=recvonly') : answer;
}

/** Web server and telephone network played by the test, inside the browser's own routing. */
export class NetworkDouble {
  readonly requests: string[] = [];
  /** Status and method of the answers that came. */
  readonly answers: string[] = [];
  signedIn = true;
  /** Status with which a REGISTER is answered. */
  registerStatus = '200 OK';
  /** Statuses with which an INVITE is answered, in this order. */
  inviteStatuses: readonly string[] = ['180 Ringing'];
  private socket: WebSocketRoute | undefined;
  private contact = '';

  static async on(page: Page): Promise<NetworkDouble> {
    const network = new NetworkDouble();
    await page.route(`${ORIGIN}/**`, serveFile);
    await page.route('/config.json', (route) =>
      route.fulfill({
        json: {
          name: 'Ringway',
          domain: 'ims.example.net',
          w2: W2,
          contacts: [
            { name: 'Echo', number: 'tel:+15550199' },
            { name: 'Tone', number: 'tel:+15550198' },
            { name: 'Alice', number: 'tel:+15550101' },
            { name: 'Bob Baker', number: 'tel:+15550102' },
          ],
        },
      }),
    );
    await page.route('/access*', (route) =>
      network.signedIn
        ? route.fulfill({ json: access() })
        : route.fulfill({ status: 401, json: { error: 'login_required' } }),
    );
    await page.route('/logout', (route) => {
      network.signedIn = false;
      return route.fulfill({ status: 204 });
    });
    await page.routeWebSocket(W2, (socket) => {
      network.socket = socket;
      socket.onMessage((message) => network.take(message.toString()));
    });
    return network;
  }

  /** Methods of the requests that came, keep-alives left out. */
  get methods(): string[] {
    return this.requests.map((request) => request.split(' ')[0] ?? '');
  }

  loseConnection(): Promise<void> {
    return this.socket?.close({ code: 1011 }) ?? Promise.resolve();
  }

  /** Somebody calls. */
  ring(): void {
    this.socket?.send(
      [
        `INVITE ${this.contact} SIP/2.0`,
        'Via: SIP/2.0/WS w2.test;branch=z9hG4bKring',
        'Max-Forwards: 60',
        'From: <sip:bob@ims.example.net>;tag=bob',
        'To: <sip:alice@ims.example.net>',
        'Call-ID: ring',
        'CSeq: 1 INVITE',
        CONTACT,
        'P-Asserted-Identity: <sip:bob@ims.example.net>, <tel:+15550102>',
        SDP_TYPE,
        `Content-Length: ${sdp('actpass').length}`,
        '',
        sdp('actpass'),
      ].join('\r\n'),
    );
  }

  /** Bob writes. */
  write(text: string): void {
    this.socket?.send(
      [
        `MESSAGE ${this.contact} SIP/2.0`,
        'Via: SIP/2.0/WS w2.test;branch=z9hG4bKwrite',
        'Max-Forwards: 60',
        'From: <sip:bob@ims.example.net>;tag=bob',
        'To: <sip:alice@ims.example.net>',
        'Call-ID: write',
        'CSeq: 1 MESSAGE',
        'P-Asserted-Identity: <sip:bob@ims.example.net>, <tel:+15550102>',
        'Content-Type: text/plain',
        `Content-Length: ${Buffer.byteLength(text)}`,
        '',
        text,
      ].join('\r\n'),
    );
  }

  /** The caller of {@link ring} gives up. */
  giveUp(): void {
    this.socket?.send(
      [
        `CANCEL ${this.contact} SIP/2.0`,
        'Via: SIP/2.0/WS w2.test;branch=z9hG4bKring',
        'Max-Forwards: 60',
        'From: <sip:bob@ims.example.net>;tag=bob',
        'To: <sip:alice@ims.example.net>',
        'Call-ID: ring',
        'CSeq: 1 CANCEL',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  }

  private take(text: string): void {
    if (text.trim() === '') {
      return;
    }
    if (text.startsWith('SIP/2.0 ')) {
      this.answers.push(`${text.slice(8, 11)} ${header(text, 'CSeq').split(' ')[1]}`);
      return;
    }
    this.requests.push(text);
    const method = text.split(' ')[0];
    if (method === 'REGISTER') {
      const contact = header(text, 'Contact');
      this.contact = /<(.*?)>/.exec(contact)?.[1] ?? '';
      this.reply(text, this.registerStatus, [`Contact: ${contact}`]);
    } else if (method === 'INVITE') {
      const statuses = /;tag=/.test(header(text, 'To')) ? ['200 OK'] : this.inviteStatuses;
      for (const status of statuses) {
        const answered = status.startsWith('2');
        this.reply(text, status, answered ? [CONTACT, SDP_TYPE] : [CONTACT], answered ? answerTo(text) : '');
      }
    } else if (method === 'REFER') {
      this.reply(text, '202 Accepted');
      this.notify(text);
    } else if (method !== 'ACK') {
      this.reply(text, '200 OK');
    }
  }

  /** The REFER led to a call. */
  private notify(refer: string): void {
    const body = 'SIP/2.0 200 OK';
    this.socket?.send(
      [
        `NOTIFY ${this.contact} SIP/2.0`,
        'Via: SIP/2.0/WS w2.test;branch=z9hG4bKnotify',
        'Max-Forwards: 60',
        `From: ${header(refer, 'To')}`,
        `To: ${header(refer, 'From')}`,
        `Call-ID: ${header(refer, 'Call-ID')}`,
        'CSeq: 1 NOTIFY',
        'Event: refer',
        'Subscription-State: terminated',
        'Content-Type: message/sipfrag',
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  private reply(request: string, status: string, extra: string[] = [], body = ''): void {
    this.socket?.send(
      [
        `SIP/2.0 ${status}`,
        ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`),
        `To: ${header(request, 'To').replace(/;tag=.*/, '')};tag=w2`,
        ...extra,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
  }
}

/** The built page, under the policy the WWSF sends with it. */
function serveFile(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const path = SITE + (pathname === '/' ? '/index.html' : pathname);
  return existsSync(path)
    ? route.fulfill({ path, headers: { 'Content-Security-Policy': POLICY } })
    : route.fulfill({ status: 404 });
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src 'self' ${W2}`,
  "media-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

function access(): unknown {
  return {
    access_token: 'page.test.token',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    impi: 'alice@ims.example.net',
    impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
    domain: 'ims.example.net',
    w2: W2,
    ice_servers: [],
  };
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(message)?.[1]?.trim() ?? '';
}
