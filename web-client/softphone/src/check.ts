// SPDX-License-Identifier: Apache-2.0

/** `unknown`: there is no server to try with. */
export type NetworkCheck = 'ok' | 'relayed' | 'blocked' | 'unknown';

const GATHER_LIMIT_MS = 5_000;
const LISTEN_MS = 3_000;
const AUDIBLE = 0.01;

/** Whether UDP gets out: a STUN answer or a relay over UDP shows it. */
export async function checkNetwork(iceServers: readonly RTCIceServer[]): Promise<NetworkCheck> {
  if (iceServers.length === 0) {
    return 'unknown';
  }
  const connection = new RTCPeerConnection({ iceServers: [...iceServers] });
  try {
    return await new Promise<NetworkCheck>((resolve) => {
      let best: NetworkCheck = 'blocked';
      setTimeout(() => resolve(best), GATHER_LIMIT_MS);
      connection.onicecandidate = ({ candidate }) => {
        if (candidate === null) {
          resolve(best);
        } else if (candidate.type === 'srflx') {
          resolve('ok');
        } else if (candidate.type === 'relay') {
          const udp = (candidate as { relayProtocol?: string }).relayProtocol === 'udp';
          best = 'relayed';
          if (udp) {
            resolve('ok');
          }
        }
      };
      connection.addTransceiver('audio');
      void connection.createOffer().then((offer) => connection.setLocalDescription(offer));
    });
  } finally {
    connection.close();
  }
}

/**
 * Listens to the microphone for some seconds.
 *
 * @param show told the loudness, 0 to 1, again and again
 * @returns whether there was any sound
 */
export async function checkMicrophone(
  constraints: MediaTrackConstraints,
  show: (level: number) => void,
): Promise<boolean> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints });
  const context = new AudioContext();
  try {
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (const end = Date.now() + LISTEN_MS; Date.now() < end; ) {
      await new Promise((passed) => setTimeout(passed, 100));
      analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      loudest = Math.max(loudest, level);
      show(level);
    }
    return loudest > AUDIBLE;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  }
}
