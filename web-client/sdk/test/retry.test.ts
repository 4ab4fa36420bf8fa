// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { retryDelay } from '../src/retry.js';

it('doubles from half a minute to half an hour [F21]', () => {
  const waits = [0, 1, 2, 5, 6, 40].map((failures) => retryDelay(failures, NaN, () => 1));

  expect(waits).toEqual([30_000, 60_000, 120_000, 960_000, 1_800_000, 1_800_000]);
});

it('is spread over the upper half [F21]', () => {
  expect(retryDelay(0, NaN, () => 0)).toBe(15_000);
});

it('is what the server asked for, up to half an hour', () => {
  expect(retryDelay(3, 7)).toBe(7_000);
  expect(retryDelay(3, 999_999)).toBe(1_800_000);
});
