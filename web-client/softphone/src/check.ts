// SPDX-License-Identifier: Apache-2.0

/** `unknown`: there is no server to try with. */
export type NetworkVerdict = 'ok' | 'relayed' | 'blocked' | 'unknown';

/** A way out of this network, or a server that gave none. */
export interface NetworkWay {
  readonly kind: 'direct' | 'relay' | 'none';
  /** The STUN or TURN server. */
  readonly server: string;
  /** Where the server sees us, or what it lends us; why there is none. */
  readonly detail: string;
  readonly milliseconds: number;
}

export interface NetworkCheck {
  readonly verdict: NetworkVerdict;
  readonly ways: readonly NetworkWay[];
}

const GATHER_LIMIT_MS = 5_000;
const LISTEN_MS = 3_000;
const AUDIBLE = 0.01;

/** Whether UDP gets out: a STUN answer or a relay over UDP shows it. */
export async function checkNetwork(iceServers: readonly RTCIceServer[]): Promise<NetworkCheck> {
  const connection = new RTCPeerConnection({ iceServers: [...iceServers] });
  try {
    return await new Promise<NetworkCheck>((resolve) => {
      const gathering = new Gathering(iceServers.length > 0);
      setTimeout(() => resolve(gathering.result(false)), GATHER_LIMIT_MS);
      connection.onicecandidateerror = (error) => gathering.failed(error);
      connection.onicecandidate = ({ candidate }) => {
        if (candidate === null) {
          resolve(gathering.result(true));
        } else {
          gathering.found(candidate);
        }
      };
      connection.addTransceiver('audio');
      void connection.createOffer().then((offer) => connection.setLocalDescription(offer));
    });
  } finally {
    connection.close();
  }
}

/** What the browser tells while it looks for its addresses. */
class Gathering {
  private readonly begun = performance.now();
  private readonly ways = new Map<string, NetworkWay>();
  private hasUdp = false;
  private direct = false;
  private relayed = false;
  private failures = 0;

  constructor(private readonly servers: boolean) {}

  found(candidate: RTCIceCandidate): void {
    const { type, protocol, address, port } = candidate;
    this.hasUdp ||= protocol === 'udp';
    if (type !== 'srflx' && type !== 'relay') {
      return;
    }
    const { relayProtocol, url } = candidate as { relayProtocol?: string; url?: string };
    this.relayed ||= type === 'relay';
    this.direct ||= type === 'srflx' || relayProtocol === 'udp';
    const over = relayProtocol === undefined ? 'udp' : relayProtocol;
    this.add(type === 'relay' ? 'relay' : 'direct', url ?? '', `${address ?? '–'}:${port ?? 0} (${over})`);
  }

  failed({ url, errorCode, errorText }: RTCPeerConnectionIceErrorEvent): void {
    this.failures++;
    this.add('none', url, `${errorCode} ${errorText}`.trim());
  }

  /**
   * @param complete whether the browser has asked all servers and has an answer of each: without any
   *   failure and any new address, this machine has a public one, and UDP works
   */
  result(complete: boolean): NetworkCheck {
    const ways = [...this.ways.values()];
    const answered = this.direct || (complete && this.hasUdp && this.failures === 0 && !this.relayed);
    const verdict = !this.servers && this.hasUdp ? 'unknown' : answered ? 'ok' : this.relayed ? 'relayed' : 'blocked';
    return { verdict, ways };
  }

  private add(kind: NetworkWay['kind'], server: string, detail: string): void {
    const milliseconds = Math.round(performance.now() - this.begun);
    const known = this.ways.get(server);
    // One line for each server, the good word before the bad one.
    if (known === undefined || (known.kind === 'none' && kind !== 'none')) {
      this.ways.set(server, { kind, server, detail, milliseconds });
    }
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
