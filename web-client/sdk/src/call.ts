// SPDX-License-Identifier: Apache-2.0
import type { EndEvent, RTCSession } from 'jssip/lib/RTCSession.js';
import { answerOptions, callEnd, CONNECT_OPTIONS, connectionOptions, carryCandidates, keptInTrouble } from './call-media.js';
import type { CallContext, CallEnd, CallEvents, CallMedia, CallState, Hold, SessionStart } from './call-types.js';
import type { PictureSource } from './camera.js';
import { Emitter } from './emitter.js';
import { WicError } from './errors.js';
import { FirstMedia } from './first-media.js';
import { Holding } from './holding.js';
import type { Party } from './party.js';
import { Picture } from './picture.js';
import { Recovery } from './recovery.js';
import { Renegotiation } from './renegotiation.js';
import { linesOf, reopen, type SavedCall } from './saved-calls.js';
import { guardEnd, offersPicture, savedDialog } from './session-inside.js';
import { Sound } from './sound.js';
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
  private readonly sound = new Sound();
  private readonly picture = new Picture(
    (prepare) => this.change(false, prepare),
    () => this.pictured(),
  );
  private currentState: CallState = 'starting';
  private currentEnd: CallEnd | undefined;
  private connectedAt: Date | undefined;
  private mutedNow = false;
  private readonly holding = new Holding(() => {
    this.context.changed();
    this.applySending();
    this.emit('hold', this.holding.state);
  });
  /** Kinds of the media lines of a call of the page before. */
  private lines: readonly string[] = [];
  private readonly firstMedia = new FirstMedia();

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
        mediaUp: () => this.mediaUp(),
        changed: (recovering) => this.emit('recovering', recovering),
        lost: () => this.lose(),
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
    call.firstMedia.seen = true;
    call.holding.state = saved.hold;
    call.mutedNow = saved.muted;
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
    return this.mutedNow;
  }

  get onHold(): Hold {
    return this.holding.state;
  }

  get recovering(): boolean {
    return this.recovery.running;
  }

  /** The other end's sound and picture, once there is some. */
  get remoteStream(): MediaStream | undefined {
    return this.sound.remote;
  }

  /** What we send of camera or screen. */
  get localPicture(): MediaStreamTrack | undefined {
    return this.picture.track;
  }

  /** Where it is from. */
  get pictureSource(): PictureSource | undefined {
    return this.picture.source;
  }

  /** What the other end shows at the moment. */
  get remotePicture(): MediaStreamTrack | undefined {
    return this.sound.picture;
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
      await this.picture.open(video);
    }
    this.enter('starting');
    const microphone = await this.prepare();
    if (microphone !== undefined) {
      const options = answerOptions(this.context);
      options.mediaConstraints = { audio: true, video: video !== undefined };
      session.answer({ ...options, mediaStream: this.picture.beside(microphone) });
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
    this.applySending();
  }

  /** Puts the other end on hold; a refusal leaves the call as it was. */
  hold(): Promise<void> {
    return this.setHeld(true);
  }

  resume(): Promise<void> {
    return this.setHeld(false);
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
    await (source === 'off' ? this.picture.hide(connection) : this.picture.show(connection, source));
  }

  /** Plays the other end through an audio or video element, from now on. */
  playOn(element: HTMLMediaElement): void {
    this.sound.playOn(element, this.context.speaker);
  }

  async statistics(): Promise<CallStatistics | undefined> {
    const report = await this.session?.connection?.getStats();
    return report === undefined ? undefined : summarize(report);
  }

  /** @internal */
  useSpeaker(speaker: string): void {
    this.sound.useSpeaker(speaker);
  }

  /** @internal */
  async useMicrophone(constraints: MediaTrackConstraints): Promise<void> {
    const senders = this.session?.connection?.getSenders();
    const sender = senders?.find(({ track }) => track?.kind === 'audio');
    if (sender !== undefined && this.currentState !== 'ended') {
      await this.sound.change(sender, constraints);
      this.applySending();
    }
  }

  /** @internal The other end goes on in this new call, without being asked. */
  replacedBy(call: Call): void {
    this.emit('replaced', call);
    void call.answer().catch(() => undefined);
  }

  /** @internal What a page after a reload needs; nothing before the call is answered. */
  saved(): SavedCall | undefined {
    const { session, direction, party, mutedNow: muted, connectedAt } = this;
    const dialog = session && savedDialog(session);
    if (dialog === undefined || connectedAt === undefined || this.currentState !== 'connected') {
      return undefined;
    }
    const sdp = session?.connection?.localDescription?.sdp;
    const lines = sdp === undefined ? this.lines : linesOf(sdp);
    return { dialog, direction, party, startedAt: connectedAt.getTime(), hold: this.onHold, muted, lines };
  }

  /** @internal The connection to the network is gone, or there again. */
  flow(up: boolean): void {
    if (this.currentState === 'connected') {
      if (up) {
        this.recovery.flowBack();
      } else {
        this.recovery.flowLost();
      }
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
      await (video === undefined ? undefined : this.picture.open(video));
    } catch (error) {
      this.failure = error instanceof WicError ? error : undefined;
      this.hangup();
      return;
    }
    const microphone = await this.prepare();
    if (microphone === undefined) {
      return;
    }
    try {
      const options = answerOptions(this.context);
      const session = start({
        ...options,
        ...CONNECT_OPTIONS,
        extraHeaders: [...this.context.callHeaders(), ...options.extraHeaders],
        mediaStream: this.picture.beside(microphone),
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
      const microphone = await this.sound.open(this.context.microphone);
      if (this.state !== 'ended') {
        return microphone;
      }
      this.sound.stop();
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

  private async reconnect(session: RTCSession, saved: SavedCall): Promise<void> {
    const microphone = await this.prepare();
    if (microphone !== undefined) {
      reopen(session, saved, connectionOptions(this.context.iceServers), microphone);
      this.applySending();
      this.recovery.mediaLost();
    }
  }

  private pictured(): void {
    this.emit('picture', { local: this.localPicture, remote: this.remotePicture });
  }

  private follow(session: RTCSession): void {
    this.session = session;
    this.renegotiation = new Renegotiation(session);
    carryCandidates(session, this.context.gatherLimitMs);
    guardEnd(session, (cause, reason) =>
      keptInTrouble(cause, reason, this.recovery, this.currentState === 'connected' && this.firstMedia.seen),
    );
    session.on('peerconnection', ({ peerconnection }) => this.listen(peerconnection));
    session.on('progress', () => {
      if (this.direction === 'outgoing') {
        this.enter('ringing');
      }
    });
    session.on('accepted', () => {
      this.connectedAt = new Date();
      this.picture.adopt(session.connection);
      this.enter('connected');
      this.firstMedia.expect(this.context.mediaLimitMs, () =>
        this.giveUp(new WicError('media-failed', 'no connection for the sound could be made')),
      );
    });
    session.on('confirmed', () => this.context.changed());
    session.on('hold', ({ originator }) => this.holding.told(originator, true));
    session.on('unhold', ({ originator }) => this.holding.told(originator, false));
    session.on('refer', (event) => {
      if (this.listened('transfer')) {
        this.emit('transfer', transferRequest(event, (party, start) => this.context.dial(party, start)));
      } else {
        event.reject();
      }
    });
    session.on('replaces', ({ accept }) => this.context.replace(this, () => accept()));
    const over = (event: EndEvent) => this.finish(callEnd(event, this.leaving, this.failure));
    session.on('ended', over);
    session.on('failed', over);
  }

  private listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track }) => {
      this.sound.add(track);
      if (track.kind === 'video') {
        // Its direction changes by that, without another track.
        track.onmute = track.onunmute = track.onended = () => this.pictured();
      }
      this.emit('track', track);
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      this.firstMedia.seen ||= this.mediaUp();
      this.recovery.mediaChanged();
    });
  }

  private mediaUp(): boolean {
    return /^(connected|completed)$/.test(this.session?.connection?.iceConnectionState ?? '');
  }

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

  private async setHeld(local: boolean): Promise<void> {
    await this.holding.set(this.established(), local, (prepare) => this.change(false, prepare));
  }

  /** The microphone is open only for an end that listens. */
  private applySending(): void {
    this.sound.enable(!this.mutedNow && this.holding.open);
    this.picture.enable(this.holding.open);
  }

  private lose(): void {
    this.giveUp(new WicError('lost', 'the connection was lost and did not come back in time'));
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
    this.firstMedia.stop();
    this.recovery.stop();
    this.renegotiation?.abort(new WicError('wrong-state', 'the call has ended'));
    this.sound.stop();
    this.picture.stop();
    this.currentEnd = end;
    this.enter('ended');
    this.emit('ended', end);
  }
}
