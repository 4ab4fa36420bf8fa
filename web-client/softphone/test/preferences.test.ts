// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it, vi } from 'vitest';
import { ownContacts, preferences, recentCalls, type RecentCall } from '../src/preferences.js';

const call = (number: string): RecentCall => ({ name: 'Bob', number, kind: 'missed', at: '2026-11-21T10:00:00Z' });
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

it('keeps the latest fifty calls, the last one first', () => {
  for (let n = 1; n <= 60; n++) {
    recentCalls.add(call(`+4930${n}`));
  }

  expect(recentCalls.list()).toHaveLength(50);
  expect(recentCalls.list()[0]?.number).toBe('+493060');
  recentCalls.clear();
  expect(recentCalls.list()).toEqual([]);
});

it('keeps one contact a number', () => {
  ownContacts.add({ name: 'Oma', number: '+4930' });
  ownContacts.add({ name: 'Grandma', number: '+4930' });
  expect(ownContacts.list()).toEqual([{ name: 'Grandma', number: '+4930' }]);
  ownContacts.remove('+4930');
  expect(ownContacts.list()).toEqual([]);
});

it.each(['no JSON', '7', '[1]', '[{"name":"x"}]'])('takes %s in the store for nothing', (text) => {
  kept.set('ringway.recent', text);
  kept.set('ringway.contacts', text);

  expect(recentCalls.list()).toEqual([]);
  expect(ownContacts.list()).toEqual([]);
});

it('works in a browser that keeps nothing', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  preferences.set({ theme: 'dark' });

  expect(preferences.get()).toEqual({});
});
