// SPDX-License-Identifier: Apache-2.0
import { vi } from 'vitest';
import { connect, type Call, type CallEnd, type Phone, type PhoneOptions } from '../src/index.js';
import { ConnectionDouble, installBrowser, OFFER } from './browser-double.js';
import { EdgeDouble, SipText } from './edge-double.js';

export const CONTACT = 'Contact: <sip:echo@core.example.net>';
export const SDP = 'Content-Type: application/sdp';

/** A registered phone and the edge it talks to. */
export class Talk {
  private constructor(
    readonly edge: EdgeDouble,
    readonly phone: Phone,
  ) {}

  static async open(options: PhoneOptions = {}, listen: (phone: Phone) => void = () => {}): Promise<Talk> {
    installBrowser(vi.stubGlobal);
    const edge = await EdgeDouble.start();
    const phone = await connect({
      access: async () => ({
        accessToken: 'token',
        expiresAt: new Date(Date.now() + 3_600_000),
        impi: 'alice@ims.example.net',
        impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
        domain: 'ims.example.net',
        w2: edge.url,
        iceServers: [],
      }),
      ...options,
    });
    listen(phone);
    await phone.registered();
    return new Talk(edge, phone);
  }

  async close(): Promise<void> {
    this.edge.onRegister = (request) => this.edge.reply(request, '200 OK');
    await this.phone.close();
    await this.edge.stop();
  }

  /** An answered call whose sound has a way. */
  async connected(target = '+15550199'): Promise<{ call: Call; invite: SipText }> {
    const before = this.count('INVITE');
    const call = this.phone.call(target);
    const invite = await this.edge.next('INVITE', before);
    this.edge.reply(invite, '200 OK', [CONTACT, SDP], OFFER);
    await until(() => call.state === 'connected', call);
    ConnectionDouble.last?.ice('connected');
    return { call, invite };
  }

  count(method: string): number {
    return this.edge.received.filter((message) => message.method === method).length;
  }

  /** Answers the n-th INVITE, a re-INVITE, with a description. */
  async agree(n: number, sdp = OFFER): Promise<SipText> {
    const invite = await this.edge.next('INVITE', n);
    this.edge.reply(invite, '200 OK', [CONTACT, SDP], sdp);
    return invite;
  }

  /** A request of the other end in the dialog of this INVITE of ours. */
  request(method: string, invite: SipText, cseq: number, extra: readonly string[] = [], body = ''): void {
    const contact = /<(.*?)>/.exec(this.edge.received[0]?.header('Contact') ?? '')?.[1];
    this.edge.send(
      [
        `${method} ${contact} SIP/2.0`,
        `Via: SIP/2.0/WS edge.example.net;branch=z9hG4bK${method}${cseq}`,
        'Max-Forwards: 60',
        `From: ${invite.header('To')};tag=edge`,
        `To: ${invite.header('From')}`,
        `Call-ID: ${invite.header('Call-ID')}`,
        `CSeq: ${cseq} ${method}`,
        'Contact: <sip:echo@core.example.net>',
        ...extra,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
  }
}

export async function until(probe: () => boolean, call: Call): Promise<void> {
  while (!probe()) {
    await new Promise<void>((resolve) => {
      for (const event of ['state', 'hold', 'recovering', 'ended'] as const) {
        call.on(event, () => resolve());
      }
    });
  }
}

export function end(call: Call): Promise<CallEnd> {
  return call.end === undefined
    ? new Promise((resolve) => call.on('ended', resolve))
    : Promise.resolve(call.end);
}
