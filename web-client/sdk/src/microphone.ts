// SPDX-License-Identifier: Apache-2.0
import { WicError } from './errors.js';

/** Opens the microphone; the error says what the user can do about it. */
export async function openMicrophone(constraints: MediaTrackConstraints): Promise<MediaStream> {
  const devices = globalThis.navigator?.mediaDevices;
  if (devices?.getUserMedia === undefined) {
    // Browsers hide the microphone from pages that came over plain HTTP from another host.
    throw new WicError('unsupported', 'this page cannot use a microphone');
  }
  try {
    return await devices.getUserMedia({ audio: constraints, video: false });
  } catch (error) {
    throw microphoneError(error instanceof Error ? error.name : '');
  }
}

function microphoneError(name: string): WicError {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new WicError('microphone-denied', 'the use of the microphone was not allowed');
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new WicError('microphone-missing', 'there is no microphone');
    default:
      return new WicError('microphone-busy', 'the microphone cannot be opened');
  }
}
