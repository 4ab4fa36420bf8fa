// SPDX-License-Identifier: Apache-2.0

/** 75 seconds are `1:15`, an hour more `1:01:15`. */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** Up to two letters for a round picture; a number has its last two digits. */
export function initials(name: string): string {
  const letters = name.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? [];
  const first = [letters[0], letters.length > 1 ? letters.at(-1) : undefined];
  const found = first.map((word) => word?.slice(0, 1).toUpperCase() ?? '').join('');
  return found !== '' ? found : name.replace(/\D/g, '').slice(-2);
}

/** Linear loudness (0 to 1) as a share of the meter: -60 dB is nothing, 0 dB all of it. */
export function meterShare(level: number): number {
  const decibels = 20 * Math.log10(Math.max(level, 1e-6));
  return Math.min(1, Math.max(0, (decibels + 60) / 60));
}

const SHORT_CODES = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** `+15550199` is `+1 555 0199`: the country, then groups of three and a last one of up to four. */
export function grouped(number: string): string {
  const digits = /^\+(\d{4,15})$/.exec(number)?.[1];
  if (digits === undefined) {
    return number;
  }
  const country = SHORT_CODES.exec(digits)?.[1] ?? digits.slice(0, 3);
  const rest = digits.slice(country.length);
  const groups = rest.match(/\d{3}(?=\d{2})|\d+/g) ?? [];
  return [`+${country}`, ...groups].join(' ');
}
