// SPDX-License-Identifier: Apache-2.0
import type { CallOptions } from 'jssip/lib/UA.js';
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import type { Call } from './call.js';
import type { PictureSource } from './camera.js';
import type { WicError } from './errors.js';
import type { Party } from './party.js';
import type { TransferRequest } from './transfer.js';

/**
 * `starting`: microphone and offer are being prepared; `ringing`: the called end rings;
 * `connected`: both talk; `ended`: over, see {@link Call.end}.
 */
export type CallState = 'starting' | 'ringing' | 'connected' | 'ended';

/** How a call ended; without `error` it was an ordinary hang-up. */
export interface CallEnd {
  readonly by: 'local' | 'remote' | 'network';
  readonly error: WicError | undefined;
}

/** Which end put the call on hold; both may have. */
export interface Hold {
  readonly local: boolean;
  readonly remote: boolean;
}

/** What there is to see; nothing from an end that sends no picture. */
export interface Pictures {
  readonly local: MediaStreamTrack | undefined;
  readonly remote: MediaStreamTrack | undefined;
}

/** How a call is made or answered. */
export interface CallMedia {
  /** A picture to send from the start. */
  readonly video?: PictureSource;
}

export interface CallEvents {
  state: CallState;
  ended: CallEnd;
  hold: Hold;
  /** Whether the connection is lost at the moment and being made again. */
  recovering: boolean;
  /** The other end wants us to call somebody else; refused when nobody listens. */
  transfer: TransferRequest<Call>;
  /** A call with a new party took the place of this one. */
  replaced: Call;
  /** Another track of the other end came, as with video. */
  track: MediaStreamTrack;
  /** One end began or stopped to send a picture. */
  picture: Pictures;
}

/** What a call needs from the phone it belongs to. */
export interface CallContext {
  readonly iceServers: readonly RTCIceServer[];
  readonly microphone: MediaTrackConstraints;
  readonly speaker: string;
  readonly gatherLimitMs: number | undefined;
  readonly graceMs: number;
  readonly mediaLimitMs: number;
  toUri(typed: string): string;
  /** Resolves when a call can go out; fails when it cannot. */
  registered(): Promise<void>;
  /** Headers of a call that begins now. */
  callHeaders(): string[];
  /** Makes the call a transfer asks for. */
  dial(party: Party, start: SessionStart): Call;
  /** Takes the call that `accept` gives birth to in place of this one. */
  replace(call: Call, accept: () => void): void;
  /** What a page after a reload needs of a call is other than before. */
  changed(): void;
}

/** Starts a JsSIP session with these options. */
export type SessionStart = (options: CallOptions) => RTCSession;
