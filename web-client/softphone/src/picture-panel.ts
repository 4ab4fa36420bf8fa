// SPDX-License-Identifier: Apache-2.0
import type { Call, PictureSource } from '@ringway/wic';
import { byId, notice } from './page.js';
import { messageOf } from './text.js';

const SOURCES: readonly PictureSource[] = ['camera', 'screen'];

/** What there is to see in a call, and what we show: camera or screen, on a button each. */
export class PicturePanel {
  private readonly remote = byId<HTMLVideoElement>('remote-picture');
  private readonly own = byId<HTMLVideoElement>('own-picture');
  private call: Call | undefined;
  private busy = false;

  constructor() {
    for (const source of SOURCES) {
      byId(source).addEventListener('click', () => void this.toggle(source));
    }
  }

  show(call: Call | undefined): void {
    this.call = call;
    this.refresh();
  }

  refresh(): void {
    const call = this.call;
    const [remote, own] = [call?.remotePicture, call?.localPicture];
    play(this.remote, remote);
    play(this.own, own);
    byId('pictures').hidden = remote === undefined && own === undefined;
    for (const source of SOURCES) {
      const button = byId<HTMLButtonElement>(source);
      button.disabled = this.busy || call?.state !== 'connected';
      button.setAttribute('aria-pressed', String(call?.pictureSource === source));
    }
  }

  private async toggle(source: PictureSource): Promise<void> {
    const call = this.call;
    this.busy = true;
    this.refresh();
    try {
      await call?.video(call.pictureSource === source ? 'off' : source);
    } catch (error) {
      notice(messageOf(error));
    }
    this.busy = false;
    this.refresh();
  }
}

function play(element: HTMLVideoElement, track: MediaStreamTrack | undefined): void {
  element.hidden = track === undefined;
  const shown = (element.srcObject as MediaStream | null)?.getVideoTracks()[0];
  if (shown !== track) {
    element.srcObject = track === undefined ? null : new MediaStream([track]);
  }
}
