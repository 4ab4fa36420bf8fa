// SPDX-License-Identifier: Apache-2.0
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import type { Call } from './call.js';
import type { Hold } from './call-types.js';
import type { Party } from './party.js';
import { openConnection, savedDialog, type SavedDialog } from './session-inside.js';

/** Where answered calls are kept for the page after a reload, as `sessionStorage` does. */
export type CallStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What the page after a reload needs to go on with a call. No token is in it. */
export interface SavedCall {
  readonly dialog: SavedDialog;
  readonly direction: 'incoming' | 'outgoing';
  readonly party: Party;
  /** When it was answered, in milliseconds. */
  readonly startedAt: number;
  readonly hold: Hold;
  readonly muted: boolean;
  /** Kinds of the media lines, in their order, which later descriptions keep (RFC 3264 §8). */
  readonly lines: readonly string[];
}

const KEY = 'ringway.calls';

/** The answered calls of one user in one tab. */
export class SavedCalls {
  constructor(
    private readonly storage: CallStorage | undefined,
    private readonly impi: string,
  ) {}

  write(calls: readonly SavedCall[]): void {
    if (calls.length === 0) {
      this.storage?.removeItem(KEY);
    } else {
      this.storage?.setItem(KEY, JSON.stringify({ impi: this.impi, calls }));
    }
  }

  /** What the page before left; nothing of another user. */
  read(): readonly SavedCall[] {
    try {
      const kept = JSON.parse(this.storage?.getItem(KEY) ?? '{}') as { impi?: string; calls?: SavedCall[] };
      return kept.impi === this.impi ? (kept.calls ?? []) : [];
    } catch {
      return [];
    }
  }
}

/**
 * Nothing before the call is answered.
 *
 * @param lines of the page before, while there are no others
 */
export function savedCall(call: Call, session: RTCSession, lines: readonly string[]): SavedCall | undefined {
  const { direction, party, muted, onHold: hold, startedAt } = call;
  const dialog = savedDialog(session);
  if (dialog === undefined || startedAt === undefined) {
    return undefined;
  }
  const sdp = session.connection?.localDescription?.sdp;
  const kinds = sdp === undefined ? lines : linesOf(sdp);
  return { dialog, direction, party, startedAt: startedAt.getTime(), hold, muted, lines: kinds };
}

/** The kinds of the media lines of a description. */
function linesOf(sdp: string): string[] {
  return [...sdp.matchAll(/^m=(audio|video) /gm)].map(([, kind]) => kind ?? '');
}

/** Gives a session of the page before a connection with the same lines, the microphone in the first for sound. */
export function reopen(
  session: RTCSession,
  { lines, hold }: SavedCall,
  configuration: RTCConfiguration,
  microphone: MediaStream,
): void {
  const connection = openConnection(session, configuration);
  const sound = lines.indexOf('audio');
  lines.forEach((kind, line) => {
    if (line === sound) {
      microphone.getAudioTracks().forEach((track) => connection.addTrack(track, microphone));
      connection.getTransceivers().at(-1)!.direction = hold.local ? 'sendonly' : 'sendrecv';
    } else {
      connection.addTransceiver(kind, { direction: 'inactive' });
    }
  });
}
