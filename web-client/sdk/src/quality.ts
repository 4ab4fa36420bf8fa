// SPDX-License-Identifier: Apache-2.0
import type { CallStatistics } from './statistics.js';

/** How well the other end is heard. */
export interface Quality {
  /** Mean opinion score, 1 (bad) to 4.5, estimated by the E-model (ITU-T G.107). */
  readonly mos: number;
  readonly word: 'good' | 'fair' | 'poor';
  /** Share of packets lost lately, 0 to 1. */
  readonly loss: number;
}

/** Equipment impairment and robustness against loss, from G.113 appendix I; Opus as measured like it. */
const CODECS: Record<string, { readonly ie: number; readonly bpl: number }> = {
  opus: { ie: 0, bpl: 20 },
  pcma: { ie: 0, bpl: 25.1 },
  pcmu: { ie: 0, bpl: 25.1 },
  g722: { ie: 0, bpl: 20 },
};
const OTHER_CODEC = { ie: 5, bpl: 15 };
const BEST = 93.2;
/** What capture, packets and playing take at both ends. */
const FIXED_DELAY_MS = 60;

/** Seconds in, as {@link CallStatistics} has them. */
export function estimateMos(
  loss: number,
  jitter: number,
  roundTrip: number | undefined,
  codec: string | undefined,
): number {
  const { ie, bpl } = CODECS[codec?.toLowerCase() ?? ''] ?? OTHER_CODEC;
  const delay = ((roundTrip ?? 0) / 2 + jitter * 2) * 1000 + FIXED_DELAY_MS;
  const percent = loss * 100;
  const r = BEST - delayImpairment(delay) - (ie + (95 - ie) * (percent / (percent + bpl)));
  if (r <= 0) {
    return 1;
  }
  return Math.max(1, Math.min(4.5, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6));
}

/** Idd of G.107 §7.4; short delays nobody minds. */
function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) {
    return 0;
  }
  const x = Math.log2(delayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

const WINDOW = 10;

/** Judges a call by its latest samples, since the sums of a long call hide what is bad now. */
export class QualityMeter {
  private readonly samples: CallStatistics[] = [];

  /** @param statistics of now; about one a second */
  add(statistics: CallStatistics): Quality {
    this.samples.push(statistics);
    if (this.samples.length > WINDOW) {
      this.samples.shift();
    }
    const first = this.samples.length > 1 ? this.samples[0] : undefined;
    const lost = Math.max(0, statistics.packetsLost - (first?.packetsLost ?? 0));
    const received = Math.max(0, statistics.packetsReceived - (first?.packetsReceived ?? 0));
    const loss = lost === 0 ? 0 : lost / (lost + received);
    const mos = estimateMos(loss, statistics.jitter, statistics.roundTrip, statistics.codec);
    return { mos, loss, word: mos >= 3.8 ? 'good' : mos >= 3 ? 'fair' : 'poor' };
  }
}
