// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Access } from '../src/access.js';
import { AccessKeeper } from '../src/access-keeper.js';
import { WicError } from '../src/errors.js';

const HOUR = 3_600_000;

let fetched: number;
let failure: Error | undefined;
let lifeMs: number;
let events: { renewed: string[]; signedOut: number };
let keeper: AccessKeeper;

async function source(): Promise<Access> {
  fetched++;
  if (failure !== undefined) {
    throw failure;
  }
  return {
    accessToken: `token-${fetched}`,
    expiresAt: new Date(Date.now() + lifeMs),
    impi: 'alice@x',
    impus: ['sip:alice@x'],
    domain: 'x',
    w2: 'ws://x/',
    iceServers: [],
  };
}

beforeEach(async () => {
  vi.useFakeTimers();
  fetched = 0;
  failure = undefined;
  lifeMs = HOUR;
  events = { renewed: [], signedOut: 0 };
  keeper = await AccessKeeper.open(source, {
    renewed: ({ accessToken }) => events.renewed.push(accessToken),
    signedOut: () => events.signedOut++,
  });
});

afterEach(() => {
  keeper.stop();
  vi.useRealTimers();
});

describe('the keeper of access', () => {
  it('renews a minute before the token ends', async () => {
    await vi.advanceTimersByTimeAsync(HOUR - 61_000);
    expect(events.renewed).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);

    expect(events.renewed).toEqual(['token-2']);
    expect(keeper.current.accessToken).toBe('token-2');
  });

  it('renews a short-lived token at four fifths of its life', async () => {
    lifeMs = 50_000;
    await keeper.renew();
    await vi.advanceTimersByTimeAsync(39_000);
    expect(fetched).toBe(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fetched).toBe(3);
  });

  it('fetches once for all who ask at the same time', async () => {
    const [first, second] = await Promise.all([keeper.renew(), keeper.renew()]);

    expect(first).toBe(second);
    expect(fetched).toBe(2);
  });

  it('gives what it has while that is good', async () => {
    expect((await keeper.fresh()).accessToken).toBe('token-1');
    expect(fetched).toBe(1);
  });

  it('fetches before it gives a token that ended while the machine slept', async () => {
    vi.setSystemTime(Date.now() + 2 * HOUR);

    expect((await keeper.fresh()).accessToken).toBe('token-2');
  });

  it('gives the old token for its last minute when no new one is to be had', async () => {
    failure = new Error('down');
    vi.setSystemTime(Date.now() + HOUR - 30_000);
    expect((await keeper.fresh()).accessToken).toBe('token-1');

    vi.setSystemTime(Date.now() + 60_000);
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'access-failed' });
  });

  it('tries again every few seconds after a failure', async () => {
    failure = new Error('down, and the secret is token-1');
    await vi.advanceTimersByTimeAsync(HOUR - 59_000);
    expect(fetched).toBe(2);
    failure = undefined;
    await vi.advanceTimersByTimeAsync(5_000);

    expect(events.renewed).toEqual(['token-3']);
  });

  it('does not pass on what a foreign error says', async () => {
    failure = new Error('token-1');

    await expect(keeper.renew()).rejects.not.toThrow(/token-1/);
  });

  it('tells once that nobody is signed in, and asks no more', async () => {
    failure = new WicError('signed-out', 'nobody is signed in');
    await expect(keeper.renew()).rejects.toMatchObject({ code: 'signed-out' });
    await vi.advanceTimersByTimeAsync(2 * HOUR);

    expect(events.signedOut).toBe(1);
    expect(fetched).toBe(2);
  });

  it('asks once more when a refused token is handed out again, and then waits', async () => {
    const words: (boolean | undefined)[] = [];
    const same = await source();
    keeper.stop();
    keeper = await AccessKeeper.open(
      async (refused) => {
        words.push(refused);
        return same;
      },
      { renewed: () => undefined, signedOut: () => undefined },
    );
    await keeper.renew(true);
    await vi.advanceTimersByTimeAsync(HOUR / 2);

    expect(words).toEqual([undefined, true, true]);
  });

  it('asks no more once it is stopped', async () => {
    keeper.stop();
    await vi.advanceTimersByTimeAsync(2 * HOUR);

    expect(fetched).toBe(1);
  });
});
