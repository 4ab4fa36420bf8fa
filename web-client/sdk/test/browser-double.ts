// SPDX-License-Identifier: Apache-2.0
import { WebSocket } from 'ws';

/** As much of a browser's WebRTC as signalling needs; no sound goes anywhere. */
export class TrackDouble {
  readonly kind = 'audio';
  enabled = true;
  readyState = 'live';
  stop(): void {
    this.readyState = 'ended';
  }
}

export class StreamDouble {
  readonly tracks: TrackDouble[] = [];
  addTrack(track: TrackDouble): void {
    this.tracks.push(track);
  }
  getTracks(): TrackDouble[] {
    return this.tracks;
  }
  getAudioTracks(): TrackDouble[] {
    return this.tracks;
  }
  getVideoTracks(): TrackDouble[] {
    return [];
  }
}

class DtmfDouble {
  canInsertDTMF = true;
  toneBuffer = '';
  insertDTMF(tones: string): void {
    this.toneBuffer = tones;
  }
}

export const OFFER = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 8',
  'c=IN IP4 0.0.0.0',
  'a=rtcp-mux',
  'a=sendrecv',
  '',
].join('\r\n');

export class ConnectionDouble extends EventTarget {
  static last: ConnectionDouble | undefined;
  /** Whether gathering ever ends by itself; browsers take long with an unreachable TURN server. */
  static gatheringEnds = true;
  readonly senders: { track: TrackDouble; dtmf: DtmfDouble }[] = [];
  iceGatheringState = 'new';
  iceConnectionState = 'new';
  localDescription: { type: string; sdp: string } | undefined;
  remoteDescription: { type: string; sdp: string } | undefined;

  constructor(readonly configuration: RTCConfiguration) {
    super();
    ConnectionDouble.last = this;
  }
  addTrack(track: TrackDouble): void {
    this.senders.push({ track, dtmf: new DtmfDouble() });
  }
  getSenders() {
    return this.senders;
  }
  async createOffer() {
    return { type: 'offer', sdp: OFFER };
  }
  async createAnswer() {
    return { type: 'answer', sdp: OFFER };
  }
  async setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    this.localDescription = description;
    this.iceGatheringState = 'gathering';
    setTimeout(() => this.gather('candidate:1 1 udp 1 192.0.2.1 4000 typ host'));
  }
  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description;
    const event = Object.assign(new Event('track'), { track: new TrackDouble() });
    this.dispatchEvent(event);
  }
  async getStats(): Promise<Map<string, unknown>> {
    return new Map([['in', { type: 'inbound-rtp', id: 'in', kind: 'audio', audioLevel: 0.5 }]]);
  }
  close(): void {}
  loseIce(): void {
    this.iceConnectionState = 'failed';
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }
  private gather(candidate: string): void {
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate } }));
    if (ConnectionDouble.gatheringEnds) {
      this.iceGatheringState = 'complete';
      this.dispatchEvent(new Event('icegatheringstatechange'));
    }
  }
}

/** What getUserMedia does next: give a stream, or fail with a DOMException of this name. */
export const microphone = { fails: '', last: undefined as StreamDouble | undefined };

async function getUserMedia(): Promise<StreamDouble> {
  if (microphone.fails !== '') {
    throw new DOMException('no', microphone.fails);
  }
  microphone.last = new StreamDouble();
  microphone.last.addTrack(new TrackDouble());
  return microphone.last;
}

/** @param stub Vitest's stubGlobal, which takes everything back after the test */
export function installBrowser(stub: (name: string, value: unknown) => void): void {
  microphone.fails = '';
  ConnectionDouble.last = undefined;
  ConnectionDouble.gatheringEnds = true;
  stub('WebSocket', WebSocket);
  stub('RTCPeerConnection', ConnectionDouble);
  stub('RTCSessionDescription', class {
    readonly type: string;
    readonly sdp: string;
    constructor({ type, sdp }: { type: string; sdp: string }) {
      this.type = type;
      this.sdp = sdp;
    }
  });
  stub('MediaStream', StreamDouble);
  stub('navigator', { mediaDevices: { getUserMedia } });
}
