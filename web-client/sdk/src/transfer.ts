// SPDX-License-Identifier: Apache-2.0
import type { IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { ReferEvent, RTCSession } from 'jssip/lib/RTCSession.js';
import type { SessionStart } from './call-types.js';
import { WicError } from './errors.js';
import { partyOf, type Party } from './party.js';
import { asReplaced } from './session-inside.js';

const TRANSFER_LIMIT_MS = 120_000;

/** The other end asks us to call somebody else instead of it (RFC 3515). */
export interface TransferRequest<C> {
  readonly to: Party;
  /** Calls them; the call that asked is usually ended by the other end then. */
  accept(): C;
  reject(): void;
}

/**
 * Sends a REFER and waits for the word of the other end that it got through to the new one; also
 * when it hung up on us meanwhile, since then it talks to them.
 *
 * @param replaced the call with `target` that the new one takes the place of (RFC 5589 §7)
 */
export function refer(session: RTCSession, target: string, replaced?: RTCSession): Promise<void> {
  const replaces = replaced === undefined ? undefined : asReplaced(replaced);
  return new Promise((resolve, reject) => {
    const failed = (status?: number): void =>
      settle(() => reject(new WicError('transfer-failed', 'the call was not transferred', status)));
    const hungUp = (): void => settle(resolve);
    const timer = setTimeout(() => failed(), TRANSFER_LIMIT_MS);
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      outcome();
    };
    session.on('ended', hungUp);
    session.refer(target, {
      ...(replaces === undefined ? {} : { replaces }),
      eventHandlers: {
        requestFailed: ({ response }: { response: IncomingResponse | null }) =>
          failed(response?.status_code),
        accepted: hungUp,
        failed: ({ status_line }: { status_line: { status_code: number } }) =>
          failed(Number(status_line.status_code)),
      },
    });
  });
}

/** @param dial makes the call that was asked for */
export function transferRequest<C>(
  { request, accept, reject }: ReferEvent,
  dial: (party: Party, start: SessionStart) => C,
): TransferRequest<C> {
  const to = partyOf(/<([^>?]+)/.exec(request.getHeader('Refer-To'))?.[1] ?? '');
  const start: SessionStart = (options) => {
    let made: RTCSession | undefined;
    accept((session: RTCSession) => (made = session), options);
    if (made === undefined) {
      throw new WicError('wrong-state', 'the call that asked for it has ended');
    }
    return made;
  };
  return { to, accept: () => dial(to, start), reject };
}
