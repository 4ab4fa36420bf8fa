// SPDX-License-Identifier: Apache-2.0
import { WicError } from './errors.js';

export type PictureSource = 'camera' | 'screen';

/** Opens the camera, or lets the user choose what to show of the screen. */
export async function openPicture(source: PictureSource): Promise<MediaStreamTrack> {
  const devices = globalThis.navigator?.mediaDevices;
  const open =
    source === 'camera'
      ? devices?.getUserMedia?.bind(devices, { video: true })
      : devices?.getDisplayMedia?.bind(devices, { video: true });
  if (open === undefined) {
    throw new WicError('unsupported', 'this page cannot send a picture');
  }
  try {
    const [track] = (await open()).getVideoTracks();
    if (track !== undefined) {
      return track;
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw new WicError('camera-denied', 'the use of the picture was not allowed');
    }
  }
  throw new WicError('camera-missing', 'there is no picture to send');
}
