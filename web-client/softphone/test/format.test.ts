// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { duration, initials, meterShare } from '../src/format.js';

it.each([
  [0, '0:00'],
  [-5, '0:00'],
  [59_999, '0:59'],
  [75_000, '1:15'],
  [3_675_000, '1:01:15'],
])('%d ms are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

it.each([
  ['Alice', 'A'],
  ['Bob van Baker', 'BB'],
  ['élodie o’neil', 'ÉO'],
  ['+15550199', '99'],
  ['', ''],
])('%j has the initials %j', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

it('shows loudness by decibels', () => {
  expect(meterShare(0)).toBe(0);
  expect(meterShare(0.001)).toBeCloseTo(0);
  expect(meterShare(0.1)).toBeCloseTo(2 / 3);
  expect(meterShare(1)).toBe(1);
  expect(meterShare(2)).toBe(1);
});
