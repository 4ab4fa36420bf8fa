// SPDX-License-Identifier: Apache-2.0
import type { UA } from 'jssip';
import type { EndEvent, RTCSession } from 'jssip/lib/RTCSession.js';
import { answerOptions, callEnd, CONNECT_OPTIONS, limitGathering } from './call-media.js';
import { Emitter } from './emitter.js';
import { WicError } from './errors.js';
import { openMicrophone } from './microphone.js';
import type { Party } from './party.js';
import { summarize, type CallStatistics } from './statistics.js';

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

export interface CallEvents {
  state: CallState;
  ended: CallEnd;
}

/** What a call needs from the phone it belongs to. */
export interface CallContext {
  readonly iceServers: readonly RTCIceServer[];
  readonly microphone: MediaTrackConstraints;
  readonly gatherLimitMs: number;
}

const TONES = /^[\dA-D#*,]+$/i;
const TONE_MS = 100;
const TONE_GAP_MS = 70;

/** One call, either way. */
export class Call extends Emitter<CallEvents> {
  /** Why the call is being ended by us, when not by a plain hang-up. */
  private failure: WicError | undefined;
  /** Whether we asked for the end. */
  private leaving = false;
  private session: RTCSession | undefined;
  private microphone: MediaStream | undefined;
  private remote: MediaStream | undefined;
  private currentState: CallState = 'starting';
  private currentEnd: CallEnd | undefined;
  private connectedAt: Date | undefined;
  private mutedNow = false;

  private constructor(
    readonly direction: 'incoming' | 'outgoing',
    readonly party: Party,
    private readonly context: CallContext,
  ) {
    super();
  }

  /** @internal Used by Phone. */
  static outgoing(
    ua: UA,
    target: string,
    party: Party,
    extraHeaders: string[],
    context: CallContext,
  ): Call {
    const call = new Call('outgoing', party, context);
    void call.dial(ua, target, extraHeaders);
    return call;
  }

  /** @internal Used by Phone. */
  static incoming(session: RTCSession, party: Party, context: CallContext): Call {
    const call = new Call('incoming', party, context);
    call.currentState = 'ringing';
    call.follow(session);
    return call;
  }

  get state(): CallState {
    return this.currentState;
  }

  get end(): CallEnd | undefined {
    return this.currentEnd;
  }

  /** When the call was answered. */
  get startedAt(): Date | undefined {
    return this.connectedAt;
  }

  get muted(): boolean {
    return this.mutedNow;
  }

  /** The other end's sound, once there is some. */
  get remoteStream(): MediaStream | undefined {
    return this.remote;
  }

  /** Takes an incoming call. */
  async answer(): Promise<void> {
    const session = this.session;
    if (this.direction !== 'incoming' || this.currentState !== 'ringing' || session === undefined) {
      throw new WicError('wrong-state', 'there is no ringing call to answer');
    }
    this.enter('starting');
    const microphone = await this.prepare();
    if (microphone !== undefined) {
      session.answer({ ...answerOptions(this.context), mediaStream: microphone });
    }
  }

  /** Refuses an incoming call. */
  reject(reason: 'declined' | 'busy' = 'declined'): void {
    if (this.direction !== 'incoming' || this.currentState !== 'ringing') {
      throw new WicError('wrong-state', 'there is no ringing call to refuse');
    }
    this.leaving = true;
    this.session?.terminate({ status_code: reason === 'busy' ? 486 : 603 });
  }

  /** Ends the call, in whatever state it is; an ended one stays as it is. */
  hangup(): void {
    if (this.currentState === 'ended') {
      return;
    }
    this.leaving = true;
    if (this.session === undefined) {
      this.finish({ by: 'local', error: this.failure });
    } else {
      this.session.terminate();
    }
  }

  mute(muted: boolean): void {
    this.mutedNow = muted;
    if (muted) {
      this.session?.mute({ audio: true, video: false });
    } else {
      this.session?.unmute({ audio: true, video: false });
    }
  }

  /** Sends digits as telephone-event (RFC 4733); a comma is a pause of two seconds. */
  dtmf(tones: string): void {
    if (!TONES.test(tones)) {
      throw new WicError('bad-target', 'tones are the digits, A to D, * and #');
    }
    const sender = this.session?.connection
      .getSenders()
      .map(({ dtmf }) => dtmf)
      .find((dtmf) => dtmf?.canInsertDTMF === true);
    if (this.currentState !== 'connected' || sender === undefined || sender === null) {
      throw new WicError('wrong-state', 'this call cannot send tones now');
    }
    sender.insertDTMF(sender.toneBuffer + tones, TONE_MS, TONE_GAP_MS);
  }

  /** Plays the other end through an audio element, from now on or as soon as there is sound. */
  playOn(element: HTMLMediaElement): void {
    this.remote ??= new MediaStream();
    element.srcObject = this.remote;
    // The promise fails when the element is given another source meanwhile: nothing to do then.
    element.play().catch(() => undefined);
  }

  async statistics(): Promise<CallStatistics | undefined> {
    const report = await this.session?.connection?.getStats();
    return report === undefined ? undefined : summarize(report);
  }

  private async dial(ua: UA, target: string, extraHeaders: string[]): Promise<void> {
    const microphone = await this.prepare();
    if (microphone === undefined) {
      return;
    }
    try {
      const session = ua.call(target, {
        ...answerOptions(this.context),
        ...CONNECT_OPTIONS,
        extraHeaders,
        mediaStream: microphone,
        eventHandlers: { peerconnection: ({ peerconnection }) => this.listen(peerconnection) },
      });
      this.follow(session);
    } catch {
      this.finish({ by: 'local', error: new WicError('unsupported', 'the call cannot be made') });
    }
  }

  /** The microphone, or nothing when it could not be had or the call ended while we waited. */
  private async prepare(): Promise<MediaStream | undefined> {
    try {
      const microphone = await openMicrophone(this.context.microphone);
      if (this.state !== 'ended') {
        this.microphone = microphone;
        return microphone;
      }
      microphone.getTracks().forEach((track) => track.stop());
    } catch (error) {
      this.failure = error instanceof WicError ? error : undefined;
      if (this.session !== undefined && this.state !== 'ended') {
        this.session.terminate({ status_code: 480 });
      } else {
        this.hangup();
      }
    }
    return undefined;
  }

  private follow(session: RTCSession): void {
    this.session = session;
    limitGathering(session, this.context.gatherLimitMs);
    session.on('peerconnection', ({ peerconnection }) => this.listen(peerconnection));
    session.on('progress', () => {
      if (this.direction === 'outgoing') {
        this.enter('ringing');
      }
    });
    session.on('accepted', () => {
      this.connectedAt = new Date();
      this.enter('connected');
    });
    const over = (event: EndEvent) => this.finish(callEnd(event, this.leaving, this.failure));
    session.on('ended', over);
    session.on('failed', over);
  }

  private listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track }) => {
      this.remote ??= new MediaStream();
      this.remote.addTrack(track);
    });
  }

  private enter(state: CallState): void {
    if (this.currentState !== state && this.currentState !== 'ended') {
      this.currentState = state;
      this.emit('state', state);
    }
  }

  private finish(end: CallEnd): void {
    if (this.currentState === 'ended') {
      return;
    }
    this.microphone?.getTracks().forEach((track) => track.stop());
    this.currentEnd = end;
    this.enter('ended');
    this.emit('ended', end);
  }
}
