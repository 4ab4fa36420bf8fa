// SPDX-License-Identifier: Apache-2.0

/** A microphone, camera or loudspeaker of this machine. */
export interface Device {
  readonly id: string;
  /** Empty until the user allowed the use of a microphone once. */
  readonly label: string;
}

export interface Devices {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Empty where the browser cannot choose one. */
  readonly speakers: readonly Device[];
}

/** What can be chosen now; `devicechange` of navigator.mediaDevices tells when to ask again. */
export async function listDevices(): Promise<Devices> {
  const found = (await globalThis.navigator?.mediaDevices?.enumerateDevices?.()) ?? [];
  const kind = (wanted: MediaDeviceKind): Device[] =>
    found
      .filter((device) => device.kind === wanted && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: kind('audioinput'), cameras: kind('videoinput'), speakers: kind('audiooutput') };
}

/** Plays an element's sound there; an empty name is the machine's own choice. */
export async function playThrough(element: HTMLMediaElement, speaker: string): Promise<void> {
  if ('setSinkId' in element) {
    // A loudspeaker that was pulled out meanwhile: the machine's own choice goes on.
    await element.setSinkId(speaker).catch(() => undefined);
  }
}
