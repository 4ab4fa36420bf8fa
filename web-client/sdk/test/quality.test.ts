// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { estimateMos, QualityMeter, type CallStatistics } from '../src/index.js';

it.each([
  ['a clean call', 0, 0.005, 0.02, 'PCMA', 4.3, 4.5],
  ['a call with some loss', 0.05, 0.02, 0.1, 'PCMA', 3.2, 4],
  ['a call with much loss', 0.3, 0.05, 0.3, 'PCMA', 1, 2.2],
  ['a call over a satellite', 0, 0.01, 1.2, 'opus', 1.5, 3],
] as const)('%s has its score', (_, loss, jitter, roundTrip, codec, least, most) => {
  const mos = estimateMos(loss, jitter, roundTrip, codec);

  expect(mos).toBeGreaterThanOrEqual(least);
  expect(mos).toBeLessThanOrEqual(most);
});

const sample = (packetsReceived: number, packetsLost: number): CallStatistics => ({
  level: 0,
  energy: 0,
  packetsReceived,
  packetsLost,
  packetsSent: 0,
  jitter: 0.002,
  roundTrip: 0.02,
  codec: 'PCMA',
});

it('judges by what happened lately, not by the whole call', () => {
  const meter = new QualityMeter();
  meter.add(sample(100_000, 0));
  const { loss, word } = meter.add(sample(100_040, 10));
  expect(loss).toBeCloseTo(0.2);
  expect(word).toBe('poor');

  for (let second = 1; second <= 10; second++) {
    meter.add(sample(100_040 + second * 50, 10));
  }
  expect(meter.add(sample(100_600, 10)).word).toBe('good');
});

it('does not mind a counter that went back, as after a new connection', () => {
  const meter = new QualityMeter();
  meter.add(sample(500, 100));

  expect(meter.add(sample(10, 0)).loss).toBe(0);
});
