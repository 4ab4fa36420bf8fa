// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { numberOf, partyOf, remoteParty } from '../src/party.js';

describe('the remote party', () => {
  it('is the asserted identity, with its number from the second one', () => {
    const asserted = ['"Alice A., Berlin" <sip:alice@ims.example.net>, <tel:+15550101>'];

    expect(remoteParty(asserted, '<sip:anonymous@anonymous.invalid>;tag=1')).toEqual({
      uri: 'sip:alice@ims.example.net',
      number: '+15550101',
      name: 'Alice A., Berlin',
    });
  });

  it('is the From when nothing is asserted', () => {
    expect(remoteParty([], 'Bob <sip:+15550102@ims.example.net;user=phone>;tag=1')).toEqual({
      uri: 'sip:+15550102@ims.example.net;user=phone',
      number: '+15550102',
      name: 'Bob',
    });
  });

  it('has the user part as its name when there is no better one', () => {
    expect(remoteParty([], 'sip:j%C3%B6rg@x;tag=1').name).toBe('jörg');
    expect(partyOf('sip:+15550199@x;user=phone')).toEqual({
      uri: 'sip:+15550199@x;user=phone',
      number: '+15550199',
      name: '+15550199',
    });
  });

  it('survives a name that is no valid escape', () => {
    expect(remoteParty([], '<sip:50%@x>').name).toBe('50%');
  });

  it('has a number only when it is a global one', () => {
    expect(numberOf('tel:+15550101;isub=1')).toBe('+15550101');
    expect(numberOf('sip:alice@x')).toBeUndefined();
    expect(numberOf('tel:199;phone-context=x')).toBeUndefined();
  });
});
