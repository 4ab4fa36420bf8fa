// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { Reconnect } from '../src/reconnect.js';

const schedule = () => new Reconnect(() => 1);

it('comes back within three seconds the first time, then ever later', () => {
  const reconnect = schedule();
  const waits = [1, 2, 3, 4].map(() => reconnect.next(1006, false));

  expect(waits).toEqual([3_000, 30_000, 60_000, 120_000]);
});

it('is quick again once a registration came about', () => {
  const reconnect = schedule();
  reconnect.next(1006, false);
  reconnect.succeeded();

  expect(reconnect.next(1001, false)).toBe(3_000);
});

it('stays quick while a call waits', () => {
  const reconnect = schedule();
  const waits = [1, 2, 3].map(() => reconnect.next(1006, true));

  expect(waits).toEqual([2_000, 2_000, 2_000]);
});

it.each([1008, 1013])('does not come back at once after close code %i', (code) => {
  expect(schedule().next(code, true)).toBe(30_000);
});

it('is spread over the clients', () => {
  expect(new Reconnect(() => 0.25).next(1001, false)).toBe(1_500);
});
