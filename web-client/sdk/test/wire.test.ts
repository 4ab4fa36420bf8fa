// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { inbound, outbound } from '../src/wire.js';

const METHODS =
  'REGISTER INVITE ACK CANCEL BYE UPDATE PRACK MESSAGE SUBSCRIBE NOTIFY PUBLISH REFER INFO OPTIONS'.split(' ');
const message = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;

describe('what goes out', () => {
  it('carries the token in every request, also in CANCEL and ACK [G02]', () => {
    for (const method of METHODS) {
      const sent = outbound(message(`${method} sip:x@y SIP/2.0`, 'To: <sip:x@y>'), 'to.k-en');

      expect(sent).toBe(
        message(`${method} sip:x@y SIP/2.0`, 'Authorization: Bearer to.k-en', 'To: <sip:x@y>'),
      );
    }
  });

  it('carries no token in an answer', () => {
    const answer = message('SIP/2.0 200 OK', 'To: <sip:x@y>');

    expect(outbound(answer, 'token')).toBe(answer);
  });

  it('leaves the body as it is', () => {
    const body = 'a=<sip:%2B1@tel.invalid;user=phone>%3Bphone-context%3D';

    expect(outbound(message('INFO sip:x@y SIP/2.0') + body, 't')).toContain(`\r\n\r\n${body}`);
  });

  it('writes the phone-context of a local number unescaped', () => {
    const line = 'INVITE sip:199%3Bphone-context%3Dims.example.net@ims.example.net SIP/2.0';

    expect(outbound(message(line), 't')).toContain(
      'INVITE sip:199;phone-context=ims.example.net@ims.example.net SIP/2.0',
    );
  });
});

describe('tel URIs, which JsSIP cannot read', () => {
  const tel = message(
    'INVITE sip:abc@x.invalid;transport=ws SIP/2.0',
    'From: "A" <tel:+15550101>;tag=1',
    'To: <tel:199;phone-context=+1>',
    'P-Asserted-Identity: <tel:+15550101>',
  );

  it('become SIP URIs in From and To alone', () => {
    const read = inbound(tel);

    expect(read).toContain('From: "A" <sip:%2B15550101@tel.invalid;user=phone>;tag=1');
    expect(read).toContain('To: <sip:199%3Bphone-context%3D%2B1@tel.invalid;user=phone>');
    expect(read).toContain('P-Asserted-Identity: <tel:+15550101>');
  });

  it('come back as they were', () => {
    expect(outbound(inbound(tel).replace(/^INVITE.*$/m, 'SIP/2.0 200 OK\r'), 't')).toBe(
      tel.replace(/^INVITE.*$/m, 'SIP/2.0 200 OK\r'),
    );
  });

  it('are found in a compact header without brackets', () => {
    expect(inbound(message('BYE sip:x SIP/2.0', 'f: tel:+1555;tag=3'))).toContain(
      'f: <sip:%2B1555@tel.invalid;user=phone>;tag=3',
    );
  });
});

describe('a list of Via in one line, of which JsSIP takes the wrong branch', () => {
  it('becomes one line for each', () => {
    const read = inbound(
      message(
        'CANCEL sip:x SIP/2.0',
        'Via: SIP/2.0/WS a;branch=1, SIP/2.0/TCP b;x="a, b";branch=2,SIP/2.0/UDP c;branch=3',
        'v: SIP/2.0/WS d;branch=4',
        'Record-Route: <sip:a;lr>, <sip:b;lr>',
      ),
    );

    expect(read).toBe(
      message(
        'CANCEL sip:x SIP/2.0',
        'Via: SIP/2.0/WS a;branch=1',
        'Via: SIP/2.0/TCP b;x="a, b";branch=2',
        'Via: SIP/2.0/UDP c;branch=3',
        'v: SIP/2.0/WS d;branch=4',
        'Record-Route: <sip:a;lr>, <sip:b;lr>',
      ),
    );
  });
});
