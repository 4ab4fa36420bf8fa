// SPDX-License-Identifier: Apache-2.0
import type { EndEvent, RTCSession } from 'jssip/lib/RTCSession.js';
import { answerOptions, callEnd, carryCandidates, connectionOptions, dialOptions, keptInTrouble } from './call-media.js';
import { CallStreams, mediaUp } from './call-streams.js';
import type { CallContext, CallEnd, CallEvents, CallMedia, CallState, Hold, SessionStart } from './call-types.js';
import type { PictureSource } from './camera.js';
import { Emitter } from './emitter.js';
import { WicError } from './errors.js';
import type { Party } from './party.js';
import { Recovery } from './recovery.js';
import { Renegotiation } from './renegotiation.js';
import { reopen, savedCall, type SavedCall } from './saved-calls.js';
import { guardEnd, offersPicture } from './session-inside.js';
import { summarize, type CallStatistics } from './statistics.js';
import { sendTones } from './tones.js';
import { refer, transferRequest } from './transfer.js';

/** One call, either way. */
export class Call extends Emitter<CallEvents> {
  /** Why the call is being ended by us, when not by a plain hang-up. */
  private failure: WicError | undefined;
  /** Whether we asked for the end. */
  private leaving = false;
  private session: RTCSession | undefined;
  private renegotiation: Renegotiation | undefined;
  private readonly recovery: Recovery;
  private readonly streams = new CallStreams({
    change: (prepare) => this.change(false, prepare),
    held: () => {
      this.context.changed();
      this.emit('hold', this.onHold);
    },
    pictured: () => this.emit('picture', { local: this.localPicture, remote: this.remotePicture }),
    track: (track) => this.emit('track', track),
  });
  private currentState: CallState = 'starting';
  private currentEnd: CallEnd | undefined;
  private connectedAt: Date | undefined;
  /** Kinds of the media lines of a call of the page before. */
  private lines: readonly string[] = [];

  private constructor(
    readonly direction: 'incoming' | 'outgoing',
    readonly party: Party,
    private readonly context: CallContext,
  ) {
    super();
    this.recovery = new Recovery(
      {
        restart: () => this.change(true),
        abort: (error) => this.renegotiation?.abort(error),
        mediaUp: () => mediaUp(this.session?.connection),
        changed: (recovering) => this.emit('recovering', recovering),
        lost: () => this.giveUp(new WicError('lost', 'the connection was lost and did not come back in time')),
      },
      context.graceMs,
    );
  }

  /** @internal Used by Phone. */
  static outgoing(
    party: Party,
    start: SessionStart,
    context: CallContext,
    media: CallMedia = {},
  ): Call {
    const call = new Call('outgoing', party, context);
    void call.dial(start, media);
    return call;
  }

  /** @internal Used by Phone. */
  static incoming(session: RTCSession, party: Party, context: CallContext): Call {
    const call = new Call('incoming', party, context);
    call.currentState = 'ringing';
    call.follow(session);
    return call;
  }

  /** @internal Used by Phone: goes on with a call of the page before, in a session that has its dialog. */
  static resumed(session: RTCSession, saved: SavedCall, context: CallContext): Call {
    const call = new Call(saved.direction, saved.party, context);
    call.connectedAt = new Date(saved.startedAt);
    call.currentState = 'connected';
    call.streams.resume(saved.muted, saved.hold);
    call.lines = saved.lines;
    call.follow(session);
    void call.reconnect(session, saved);
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
    return this.streams.muted;
  }

  get onHold(): Hold {
    return this.streams.onHold;
  }

  get recovering(): boolean {
    return this.recovery.running;
  }

  /** The other end's sound and picture, once there is some. */
  get remoteStream(): MediaStream | undefined {
    return this.streams.sound.remote;
  }

  /** What we send of camera or screen. */
  get localPicture(): MediaStreamTrack | undefined {
    return this.streams.picture.track;
  }

  /** Where it is from. */
  get pictureSource(): PictureSource | undefined {
    return this.streams.picture.source;
  }

  /** What the other end shows at the moment. */
  get remotePicture(): MediaStreamTrack | undefined {
    return this.streams.sound.picture;
  }

  /** Whether an incoming call wants to show a picture. */
  get offersPicture(): boolean {
    return this.direction === 'incoming' && this.session !== undefined && offersPicture(this.session);
  }

  /** Takes an incoming call; it rings on when the picture to answer with cannot be had. */
  async answer({ video }: CallMedia = {}): Promise<void> {
    const session = this.session;
    if (this.direction !== 'incoming' || this.currentState !== 'ringing' || session === undefined) {
      throw new WicError('wrong-state', 'there is no ringing call to answer');
    }
    if (video !== undefined) {
      await this.streams.picture.open(video);
    }
    this.enter('starting');
    const microphone = await this.prepare();
    if (microphone !== undefined) {
      session.answer({ ...answerOptions(this.context, video), mediaStream: this.streams.picture.beside(microphone) });
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
    this.streams.mute(muted);
  }

  /** Puts the other end on hold; a refusal leaves the call as it was. */
  async hold(): Promise<void> {
    await this.streams.hold(this.established(), true);
  }

  async resume(): Promise<void> {
    await this.streams.hold(this.established(), false);
  }

  /** Sends digits as telephone-event (RFC 4733), else by INFO; a comma is a pause of two seconds. */
  dtmf(tones: string): void {
    sendTones(this.established(), tones);
  }

  /**
   * Connects the other end with a number, or with the other end of another call of ours, and leaves.
   * Fails when they did not get through; the call is still there then.
   */
  async transfer(target: string | Call): Promise<void> {
    const session = this.established();
    if (typeof target === 'string') {
      await refer(session, this.context.toUri(target));
    } else {
      await refer(session, target.party.uri, target.established());
      target.hangup();
    }
    this.hangup();
  }

  /** Adds the picture of camera or screen, or takes it away; fails when the other end takes none. */
  async video(source: PictureSource | 'off'): Promise<void> {
    const { connection } = this.established();
    await (source === 'off' ? this.streams.picture.hide(connection) : this.streams.picture.show(connection, source));
  }

  /** Plays the other end through an audio or video element, from now on. */
  playOn(element: HTMLMediaElement): void {
    this.streams.sound.playOn(element, this.context.speaker);
  }

  async statistics(): Promise<CallStatistics | undefined> {
    const report = await this.session?.connection?.getStats();
    return report === undefined ? undefined : summarize(report);
  }

  /** @internal */
  useSpeaker(speaker: string): void {
    this.streams.sound.useSpeaker(speaker);
  }

  /** @internal */
  async useMicrophone(constraints: MediaTrackConstraints): Promise<void> {
    if (this.currentState !== 'ended') {
      await this.streams.useMicrophone(this.session?.connection, constraints);
    }
  }

  /** @internal The other end goes on in this new call, without being asked. */
  replacedBy(call: Call): void {
    this.emit('replaced', call);
    void call.answer().catch(() => undefined);
  }

  /** @internal What a page after a reload needs; nothing before the call is answered. */
  saved(): SavedCall | undefined {
    return this.session && this.currentState === 'connected' ? savedCall(this, this.session, this.lines) : undefined;
  }

  /** @internal The connection to the network is gone, or there again. */
  flow(up: boolean): void {
    if (this.currentState === 'connected') {
      this.recovery.flowIs(up);
    }
  }

  /** @internal This machine came to another network. */
  networkChanged(): void {
    if (this.currentState === 'connected') {
      this.recovery.mediaLost();
    }
  }

  private async dial(start: SessionStart, { video }: CallMedia): Promise<void> {
    try {
      await this.context.registered();
      if (this.state === 'ended') {
        return;
      }
      await (video === undefined ? undefined : this.streams.picture.open(video));
    } catch (error) {
      return this.noMedia(error);
    }
    const microphone = await this.prepare();
    if (microphone === undefined) {
      return;
    }
    try {
      const mediaStream = this.streams.picture.beside(microphone);
      const eventHandlers = { peerconnection: this.listen };
      this.follow(start({ ...dialOptions(this.context), mediaStream, eventHandlers }));
    } catch {
      this.finish({ by: 'local', error: new WicError('unsupported', 'the call cannot be made') });
    }
  }

  /** The microphone, or nothing when it could not be had or the call ended while we waited. */
  private async prepare(): Promise<MediaStream | undefined> {
    try {
      const microphone = await this.streams.sound.open(this.context.microphone);
      if (this.state !== 'ended') {
        return microphone;
      }
      this.streams.sound.stop();
    } catch (error) {
      this.noMedia(error);
    }
    return undefined;
  }

  /** What is needed to begin could not be had. */
  private noMedia(error: unknown): void {
    this.failure = error instanceof WicError ? error : undefined;
    if (this.session !== undefined && this.state !== 'ended') {
      this.session.terminate({ status_code: 480 });
    } else {
      this.hangup();
    }
  }

  private async reconnect(session: RTCSession, saved: SavedCall): Promise<void> {
    const microphone = await this.prepare();
    if (microphone !== undefined) {
      reopen(session, saved, connectionOptions(this.context.iceServers), microphone);
      this.streams.apply();
      this.recovery.mediaLost();
    }
  }

  private follow(session: RTCSession): void {
    this.session = session;
    this.renegotiation = new Renegotiation(session);
    carryCandidates(session, this.context.gatherLimitMs);
    guardEnd(session, (cause, reason) =>
      keptInTrouble(cause, reason, this.recovery, this.currentState === 'connected' && this.streams.first.seen),
    );
    session.on('peerconnection', this.listen);
    session.on('progress', () => {
      if (this.direction === 'outgoing') {
        this.enter('ringing');
      }
    });
    session.on('accepted', () => {
      this.connectedAt = new Date();
      this.streams.picture.adopt(session.connection);
      this.enter('connected');
      this.streams.first.expect(this.context.mediaLimitMs, () =>
        this.giveUp(new WicError('media-failed', 'no connection for the sound could be made')),
      );
    });
    session.on('confirmed', () => this.context.changed());
    session.on('hold', ({ originator }) => this.streams.heldBy(originator, true));
    session.on('unhold', ({ originator }) => this.streams.heldBy(originator, false));
    session.on('refer', (event) => {
      if (!this.listened('transfer')) {
        return event.reject();
      }
      this.emit('transfer', transferRequest(event, (party, start) => this.context.dial(party, start)));
    });
    session.on('replaces', ({ accept }) => this.context.replace(this, () => accept()));
    const over = (event: EndEvent) => this.finish(callEnd(event, this.leaving, this.failure));
    session.on('ended', over);
    session.on('failed', over);
  }

  private readonly listen = ({ peerconnection }: { peerconnection: RTCPeerConnection }): void => {
    this.streams.listen(peerconnection);
    peerconnection.addEventListener('iceconnectionstatechange', () => this.recovery.mediaChanged());
  };

  private established(): RTCSession {
    if (this.currentState !== 'connected' || this.session === undefined) {
      throw new WicError('wrong-state', 'this is possible in an answered call only');
    }
    return this.session;
  }

  private async change(restartIce: boolean, prepare?: () => void): Promise<void> {
    this.established();
    await this.renegotiation?.run(restartIce, prepare);
    this.context.changed();
  }

  private giveUp(error: WicError): void {
    this.failure = error;
    this.session?.terminate();
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
    this.recovery.stop();
    this.renegotiation?.abort(new WicError('wrong-state', 'the call has ended'));
    this.streams.stop();
    this.currentEnd = end;
    this.enter('ended');
    this.emit('ended', end);
  }
}
