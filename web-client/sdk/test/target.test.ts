// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { WicError } from '../src/errors.js';
import { toSipUri } from '../src/target.js';

const uri = (typed: string) => toSipUri(typed, 'ims.example.net');

describe('a target', () => {
  it.each([
    ['+15550199', 'sip:+15550199@ims.example.net;user=phone'],
    [' +1 (555) 01-99 ', 'sip:+15550199@ims.example.net;user=phone'],
    ['tel:+1-555-0199', 'sip:+15550199@ims.example.net;user=phone'],
    ['199', 'sip:199;phone-context=ims.example.net@ims.example.net;user=phone'],
    ['*21#', 'sip:*21%23;phone-context=ims.example.net@ims.example.net;user=phone'],
    ['bob', 'sip:bob@ims.example.net'],
    ['bob@other.example', 'sip:bob@other.example'],
    ['sip:bob@other.example;user=ip', 'sip:bob@other.example;user=ip'],
    ['sips:bob@other.example', 'sips:bob@other.example'],
  ])('typed as %s is %s', (typed, expected) => {
    expect(uri(typed)).toBe(expected);
  });

  it.each([
    '',
    '   ',
    '+',
    '+12',
    '+1555019900000000',
    'tel:',
    'tel:bob',
    'sip:bob',
    'sip:bob@x\r\nRoute: <sip:evil>',
    'bob@x\r\nEvil: 1',
    'a b',
    '<bob>',
    'bob@a@b',
    '"bob"',
  ])('typed as %j is refused', (typed) => {
    expect(() => uri(typed)).toThrow(WicError);
    expect(() => uri(typed)).toThrow(expect.objectContaining({ code: 'bad-target' }));
  });
});
