// SPDX-License-Identifier: Apache-2.0
import { openPicture, type PictureSource } from './camera.js';
import { WicError } from './errors.js';

/** What a call sends of camera or screen. */
export class Picture {
  private sender: RTCRtpSender | undefined;

  /** @param renegotiate offers what `prepare` changed */
  constructor(private readonly renegotiate: (prepare: () => void) => Promise<void>) {}

  get track(): MediaStreamTrack | undefined {
    return this.sender?.track ?? undefined;
  }

  async show(connection: RTCPeerConnection, source: PictureSource): Promise<void> {
    const track = await openPicture(source);
    // The bar of the browser that ends the showing of a screen.
    track.addEventListener('ended', () => {
      if (this.track === track) {
        void this.hide(connection).catch(() => undefined);
      }
    });
    if (this.sender === undefined) {
      await this.add(connection, track);
    } else {
      this.sender.track?.stop();
      await this.sender.replaceTrack(track);
    }
  }

  async hide(connection: RTCPeerConnection): Promise<void> {
    if (this.sender !== undefined) {
      this.stop();
      await this.renegotiate(() => this.remove(connection));
    }
  }

  stop(): void {
    this.sender?.track?.stop();
  }

  private async add(connection: RTCPeerConnection, track: MediaStreamTrack): Promise<void> {
    await this.renegotiate(() => {
      this.sender = connection.addTrack(track);
    }).catch(() => undefined); // told below, as an answer without video is
    const used = connection.getTransceivers().find(({ sender }) => sender === this.sender);
    if (used === undefined || !/send/.test(used.currentDirection ?? '')) {
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
