// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RATE = 48_000;
const SECONDS = 10; // Chromium plays the file again and again: whole periods leave no click

/** Writes a WAV with a sine of this frequency; gives Chromium's flag that plays it as microphone. */
export function writeTone(hertz: number): string[] {
  const folder = fileURLToPath(new URL('../../target/tones/', import.meta.url));
  const file = `${folder}${hertz}.wav`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, wave(hertz));
  return [`--use-file-for-fake-audio-capture=${file}`];
}

function wave(hertz: number): Buffer {
  const samples = RATE * SECONDS;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // mono
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    wav.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * i) / RATE)), 44 + i * 2);
  }
  return wav;
}
