// SPDX-License-Identifier: Apache-2.0
import { WebSocket } from 'ws';

/** As much of a browser's WebRTC as signalling needs; no sound goes anywhere. */
export class TrackDouble extends EventTarget {
  enabled = true;
  readyState = 'live';
  muted = false;
  onmute: (() => void) | undefined;
  onunmute: (() => void) | undefined;
  constructor(readonly kind: 'audio' | 'video' = 'audio') {
    super();
  }
  stop(): void {
    this.readyState = 'ended';
  }
}

export class StreamDouble {
  readonly tracks: TrackDouble[];
  constructor(tracks: TrackDouble[] = []) {
    this.tracks = [...tracks];
  }
  addTrack(track: TrackDouble): void {
    this.tracks.push(track);
  }
  getTracks(): TrackDouble[] {
    return this.tracks;
  }
  getAudioTracks(): TrackDouble[] {
    return this.tracks.filter(({ kind }) => kind === 'audio');
  }
  getVideoTracks(): TrackDouble[] {
    return this.tracks.filter(({ kind }) => kind === 'video');
  }
}

class DtmfDouble {
  get canInsertDTMF(): boolean {
    return ConnectionDouble.telephoneEvent;
  }
  toneBuffer = '';
  insertDTMF(tones: string): void {
    this.toneBuffer = tones;
  }
}

export class SenderDouble {
  readonly dtmf = new DtmfDouble();
  constructor(public track: TrackDouble | null) {}
  async replaceTrack(track: TrackDouble | null): Promise<void> {
    this.track = track;
  }
}

interface TransceiverDouble {
  readonly sender: SenderDouble;
  readonly receiver: { readonly track: TrackDouble };
  direction: string;
  currentDirection: string | null;
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
  /** Whether it does so without being told. */
  static gathersAtAll = true;
  /** What this end can send by RFC 4733. */
  static telephoneEvent = true;
  /** Whether an answer takes everything that was offered. */
  static sendsWhatItOffers = false;
  readonly senders: SenderDouble[] = [];
  readonly transceivers: TransceiverDouble[] = [];
  /** Lines asked for without a track. */
  readonly added: string[] = [];
  /** Options of every offer made. */
  readonly offers: (RTCOfferOptions | null)[] = [];
  signalingState = 'stable';
  iceGatheringState = 'new';
  iceConnectionState = 'new';
  localDescription: { type: string; sdp: string } | undefined;
  remoteDescription: { type: string; sdp: string } | undefined;

  constructor(readonly configuration: RTCConfiguration) {
    super();
    ConnectionDouble.last = this;
  }
  addTrack(track: TrackDouble): SenderDouble {
    const sender = new SenderDouble(track);
    this.senders.push(sender);
    const receiver = { track: new TrackDouble(track.kind) };
    this.transceivers.push({ sender, receiver, direction: 'sendrecv', currentDirection: null });
    return sender;
  }
  addTransceiver(kind: 'audio' | 'video', { direction }: { direction: string }): void {
    const sender = new SenderDouble(null);
    this.senders.push(sender);
    const receiver = { track: new TrackDouble(kind) };
    this.transceivers.push({ sender, receiver, direction, currentDirection: null });
    this.added.push(`${kind} ${direction}`);
  }
  removeTrack(sender: SenderDouble): void {
    sender.track = null;
  }
  getSenders() {
    return this.senders;
  }
  getTransceivers() {
    return this.transceivers;
  }
  async createOffer(options: RTCOfferOptions | null) {
    this.offers.push(options);
    const direction = this.transceivers[0]?.direction ?? 'sendrecv';
    return { type: 'offer', sdp: OFFER.replace('sendrecv', direction) };
  }
  async createAnswer() {
    return { type: 'answer', sdp: OFFER };
  }
  async setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.type === 'rollback') {
      this.signalingState = 'stable';
      return;
    }
    this.localDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    this.iceGatheringState = 'gathering';
    if (ConnectionDouble.gathersAtAll) {
      setTimeout(() => this.gathered());
    }
  }
  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description;
    if (description.type === 'answer' && ConnectionDouble.sendsWhatItOffers) {
      this.transceivers.forEach((one) => (one.currentDirection = one.direction));
    }
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    const event = Object.assign(new Event('track'), { track: new TrackDouble() });
    this.dispatchEvent(event);
  }
  async getStats(): Promise<Map<string, unknown>> {
    return new Map([['in', { type: 'inbound-rtp', id: 'in', kind: 'audio', audioLevel: 0.5 }]]);
  }
  close(): void {}
  ice(state: 'connected' | 'disconnected' | 'failed'): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }
  /** Gathering finds its one candidate. */
  gathered(): void {
    const candidate = 'candidate:1 1 udp 1 192.0.2.1 4000 typ host';
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate } }));
    if (ConnectionDouble.gatheringEnds) {
      this.iceGatheringState = 'complete';
      this.dispatchEvent(new Event('icegatheringstatechange'));
    }
  }
}

/** What getUserMedia does next: give a stream, or fail with a DOMException of this name. */
export const microphone = {
  fails: '',
  last: undefined as StreamDouble | undefined,
  /** Constraints of the last request. */
  asked: undefined as MediaStreamConstraints['audio'],
};

async function getUserMedia(wanted: MediaStreamConstraints): Promise<StreamDouble> {
  if (microphone.fails !== '') {
    throw new DOMException('no', microphone.fails);
  }
  const stream = new StreamDouble();
  if (wanted.video) {
    stream.addTrack(new TrackDouble('video'));
    return stream;
  }
  stream.addTrack(new TrackDouble());
  microphone.last = stream;
  microphone.asked = wanted.audio;
  return stream;
}

/** @param stub Vitest's stubGlobal, which takes everything back after the test */
export function installBrowser(stub: (name: string, value: unknown) => void): void {
  microphone.fails = '';
  ConnectionDouble.last = undefined;
  ConnectionDouble.gatheringEnds = true;
  ConnectionDouble.gathersAtAll = true;
  ConnectionDouble.telephoneEvent = true;
  ConnectionDouble.sendsWhatItOffers = false;
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
