// SPDX-License-Identifier: Apache-2.0
import { playThrough } from './devices.js';
import { openMicrophone } from './microphone.js';

/** What is said and heard in one call: the microphone, and what comes from the other end. */
export class Sound {
  private microphone: MediaStream | undefined;
  private received: MediaStream | undefined;
  private element: HTMLMediaElement | undefined;

  /** The other end's sound and picture, once there is some. */
  get remote(): MediaStream | undefined {
    return this.received;
  }

  /** What the other end shows at the moment. */
  get picture(): MediaStreamTrack | undefined {
    return this.received?.getVideoTracks().find(({ muted, readyState }) => !muted && readyState === 'live');
  }

  async open(constraints: MediaTrackConstraints): Promise<MediaStream> {
    this.microphone = await openMicrophone(constraints);
    return this.microphone;
  }

  /** Speaks through another microphone. */
  async change(sender: RTCRtpSender, constraints: MediaTrackConstraints): Promise<void> {
    const next = await openMicrophone(constraints);
    await sender.replaceTrack(next.getAudioTracks()[0] ?? null);
    this.stop();
    this.microphone = next;
  }

  /** Whether what the microphone takes up goes out. */
  enable(enabled: boolean): void {
    this.microphone?.getAudioTracks().forEach((track) => (track.enabled = enabled));
  }

  add(track: MediaStreamTrack): void {
    this.received ??= new MediaStream();
    this.received.addTrack(track);
  }

  /** From now on, also what comes only later. */
  playOn(element: HTMLMediaElement, speaker: string): void {
    this.received ??= new MediaStream();
    this.element = element;
    element.srcObject = this.received;
    // The promise fails when the element is given another source meanwhile: nothing to do then.
    element.play().catch(() => undefined);
    if (speaker !== '') {
      this.useSpeaker(speaker);
    }
  }

  useSpeaker(speaker: string): void {
    if (this.element !== undefined) {
      void playThrough(this.element, speaker);
    }
  }

  /** Lets go of the microphone. */
  stop(): void {
    this.microphone?.getTracks().forEach((track) => track.stop());
  }
}
