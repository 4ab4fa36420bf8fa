// SPDX-License-Identifier: Apache-2.0

interface Cadence {
  readonly frequencies: readonly number[];
  readonly onSeconds: number;
  readonly offSeconds: number;
  readonly volume: number;
}

const RING: Cadence = { frequencies: [659, 784], onSeconds: 0.9, offSeconds: 1.6, volume: 0.12 };
/** The tone callers in most of Europe know (ITU-T E.180). */
const RINGBACK: Cadence = { frequencies: [425], onSeconds: 1, offSeconds: 4, volume: 0.06 };

/** For somebody who is in a call already. */
const WAITING: Cadence = { frequencies: [425], onSeconds: 0.2, offSeconds: 3.8, volume: 0.05 };

/** Sounds made here: ringing, and the tone the caller hears meanwhile. */
export class Ringer {
  private context: AudioContext | undefined;
  private stopCurrent: () => void = () => {};

  ring(): void {
    this.play(RING);
  }

  waiting(): void {
    this.play(WAITING);
  }

  ringback(): void {
    this.play(RINGBACK);
  }

  stop(): void {
    this.stopCurrent();
    this.stopCurrent = () => {};
  }

  private play(cadence: Cadence): void {
    this.stop();
    const context = (this.context ??= new AudioContext());
    // Stays silent in a page nobody has touched yet: browsers demand that.
    void context.resume().catch(() => undefined);
    const gain = new GainNode(context, { gain: 0 });
    gain.connect(context.destination);
    const oscillators = cadence.frequencies.map((frequency) => {
      const oscillator = new OscillatorNode(context, { frequency });
      oscillator.connect(gain);
      oscillator.start();
      return oscillator;
    });
    const burst = () => {
      const now = context.currentTime;
      const end = now + cadence.onSeconds;
      gain.gain.setTargetAtTime(cadence.volume / oscillators.length, now, 0.02);
      gain.gain.setTargetAtTime(0, end, 0.03);
    };
    burst();
    const timer = setInterval(burst, (cadence.onSeconds + cadence.offSeconds) * 1000);
    this.stopCurrent = () => {
      clearInterval(timer);
      oscillators.forEach((oscillator) => oscillator.stop());
      gain.disconnect();
    };
  }
}
