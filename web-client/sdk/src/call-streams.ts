// SPDX-License-Identifier: Apache-2.0
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import type { Hold } from './call-types.js';
import { FirstMedia } from './first-media.js';
import { Holding } from './holding.js';
import { Picture } from './picture.js';
import { Sound } from './sound.js';

/** What a call does about its streams, and is told of them. */
export interface StreamsOwner {
  /** Offers what `prepare` changed. */
  change(prepare: () => void): Promise<void>;
  held(): void;
  /** Another picture is to be seen at one of the ends, or none any more. */
  pictured(): void;
  track(track: MediaStreamTrack): void;
}

/** What is heard and seen in one call: sound and picture, muted or on hold. */
export class CallStreams {
  readonly sound = new Sound();
  readonly picture: Picture;
  readonly first = new FirstMedia();
  private readonly holding: Holding;
  private mutedNow = false;

  constructor(private readonly owner: StreamsOwner) {
    this.picture = new Picture(
      (prepare) => owner.change(prepare),
      () => owner.pictured(),
    );
    this.holding = new Holding(() => {
      this.apply();
      owner.held();
    });
  }

  get muted(): boolean {
    return this.mutedNow;
  }

  get onHold(): Hold {
    return this.holding.state;
  }

  /** Goes on where the page before was. */
  resume(muted: boolean, hold: Hold): void {
    this.mutedNow = muted;
    this.holding.state = hold;
    this.first.seen = true;
  }

  mute(muted: boolean): void {
    this.mutedNow = muted;
    this.apply();
  }

  hold(session: RTCSession, local: boolean): Promise<void> {
    return this.holding.set(session, local, (prepare) => this.owner.change(prepare));
  }

  /** One of the ends says it holds the other, or no longer does. */
  heldBy(originator: string, held: boolean): void {
    this.holding.told(originator, held);
  }

  /** The microphone is open only for an end that listens. */
  apply(): void {
    this.sound.enable(!this.mutedNow && this.holding.open);
    this.picture.enable(this.holding.open);
  }

  async useMicrophone(connection: RTCPeerConnection | undefined, constraints: MediaTrackConstraints): Promise<void> {
    const sender = connection?.getSenders().find(({ track }) => track?.kind === 'audio');
    if (sender !== undefined) {
      await this.sound.change(sender, constraints);
      this.apply();
    }
  }

  listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track }) => {
      this.sound.add(track);
      if (track.kind === 'video') {
        // Its direction changes by that, without another track.
        track.onmute = track.onunmute = track.onended = () => this.owner.pictured();
      }
      this.owner.track(track);
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      this.first.seen ||= mediaUp(connection);
    });
  }

  stop(): void {
    this.first.stop();
    this.sound.stop();
    this.picture.stop();
  }
}

/** Whether there is a way for sound just now. */
export function mediaUp(connection: RTCPeerConnection | undefined): boolean {
  return /^(connected|completed)$/.test(connection?.iceConnectionState ?? '');
}
