// SPDX-License-Identifier: Apache-2.0
import { openPicture, type PictureSource } from './camera.js';
import { WicError } from './errors.js';

/** What a call sends of camera or screen. */
export class Picture {
  private sender: RTCRtpSender | undefined;
  /** What the call begins with, before there is a sender for it. */
  private first: MediaStreamTrack | undefined;
  private currentSource: PictureSource | undefined;
  private enabled = true;

  /**
   * @param renegotiate offers what `prepare` changed
   * @param changed told when another picture is sent, or none any more
   */
  constructor(
    private readonly renegotiate: (prepare: () => void) => Promise<void>,
    private readonly changed: () => void,
  ) {}

  get track(): MediaStreamTrack | undefined {
    return this.sender?.track ?? this.first;
  }

  get source(): PictureSource | undefined {
    return this.track === undefined ? undefined : this.currentSource;
  }

  /** Opens the picture a call begins with. */
  async open(source: PictureSource): Promise<void> {
    this.first = await openPicture(source);
    this.currentSource = source;
  }

  /** What a call begins with: the microphone, and the picture if one was opened. */
  beside(microphone: MediaStream): MediaStream {
    return this.track === undefined ? microphone : new MediaStream([...microphone.getTracks(), this.track]);
  }

  /** The call is answered: what it began with is sent, or was refused. */
  adopt(connection: RTCPeerConnection): void {
    const track = this.first;
    const sender = connection.getSenders().find((one) => one.track === track);
    this.first = undefined;
    if (track === undefined || sender === undefined) {
      return;
    }
    this.sender = sender;
    if (sends(connection, sender)) {
      this.watch(connection, track);
      this.changed();
    } else {
      track.stop();
      this.remove(connection);
    }
  }

  async show(connection: RTCPeerConnection, source: PictureSource): Promise<void> {
    const track = await openPicture(source);
    track.enabled = this.enabled;
    this.watch(connection, track);
    if (this.sender === undefined) {
      await this.add(connection, track);
    } else {
      this.sender.track?.stop();
      await this.sender.replaceTrack(track);
    }
    this.currentSource = source;
    this.changed();
  }

  /** An end on hold is shown nothing. */
  enable(enabled: boolean): void {
    this.enabled = enabled;
    if (this.track !== undefined) {
      this.track.enabled = enabled;
    }
  }

  private watch(connection: RTCPeerConnection, track: MediaStreamTrack): void {
    // The bar of the browser that ends the showing of a screen.
    track.addEventListener('ended', () => {
      if (this.track === track) {
        void this.hide(connection).catch(() => undefined);
      }
    });
  }

  async hide(connection: RTCPeerConnection): Promise<void> {
    if (this.sender !== undefined) {
      this.stop();
      await this.renegotiate(() => this.remove(connection));
      this.changed();
    }
  }

  stop(): void {
    this.track?.stop();
  }

  private async add(connection: RTCPeerConnection, track: MediaStreamTrack): Promise<void> {
    // Added another way, the track would make another line, and there is one picture a call.
    const idle = connection
      .getTransceivers()
      .find(({ sender, receiver }) => receiver.track.kind === 'video' && sender.track === null);
    await idle?.sender.replaceTrack(track);
    await this.renegotiate(() => {
      if (idle === undefined) {
        this.sender = connection.addTrack(track);
      } else {
        this.sender = idle.sender;
        idle.direction = 'sendrecv';
      }
    }).catch(() => undefined); // told below, as an answer without video is
    if (this.sender === undefined || !sends(connection, this.sender)) {
      track.stop();
      this.remove(connection);
      throw new WicError('video-refused', 'the other end takes no picture');
    }
  }

  private remove(connection: RTCPeerConnection): void {
    // A refused line is gone already, and its sender with it.
    if (this.sender !== undefined && connection.getSenders().includes(this.sender)) {
      connection.removeTrack(this.sender);
    }
    this.sender = undefined;
  }
}

function sends(connection: RTCPeerConnection, own: RTCRtpSender): boolean {
  const used = connection.getTransceivers().find(({ sender }) => sender === own);
  return /send/.test(used?.currentDirection ?? '');
}
