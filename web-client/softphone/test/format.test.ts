// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { duration, grouped, initials, meterShare } from '../src/format.js';
import { DE } from '../src/text-de.js';
import { EN } from '../src/text-en.js';

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

it.each([
  ['+15550199', '+1 555 0199'],
  ['+12125550199', '+1 212 555 0199'],
  ['+4930123456', '+49 301 234 56'],
  ['+352123456', '+352 123 456'],
  ['110', '110'],
  ['bob', 'bob'],
])('%s is read as %s', (number, text) => {
  expect(grouped(number)).toBe(text);
});

it('has the same words in every language', () => {
  const keys = (table: object): string[] =>
    Object.entries(table).flatMap(([key, value]) =>
      typeof value === 'object' ? keys(value as object).map((inner) => `${key}.${inner}`) : [key],
    );

  expect(keys(DE).sort()).toEqual(keys(EN).sort());
});

it('has a word for everything the page asks for', () => {
  const html = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  const asked = [...html.matchAll(/data-(?:text|label|hint)="(\w+)"/g)].map(([, name]) => name ?? '');

  expect(asked.filter((name) => EN.page[name] === undefined)).toEqual([]);
});
