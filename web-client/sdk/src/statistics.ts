// SPDX-License-Identifier: Apache-2.0

/** How a call's audio fares, seen from this end. */
export interface CallStatistics {
  /** Loudness of what is heard, 0 to 1. */
  readonly level: number;
  /** Sum of the energy heard so far; grows while there is sound. */
  readonly energy: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  /** Seconds. */
  readonly jitter: number;
  /** Seconds, when RTCP has told it. */
  readonly roundTrip: number | undefined;
  /** As in `PCMA` or `opus`. */
  readonly codec: string | undefined;
}

type Entry = Record<string, unknown> & { type: string; id: string };

export function summarize(report: RTCStatsReport): CallStatistics {
  const entries: Entry[] = [];
  report.forEach((entry: Entry) => entries.push(entry));
  const audio = (type: string) =>
    entries.find((entry) => entry.type === type && entry['kind'] === 'audio');
  const received = audio('inbound-rtp');
  const sent = audio('outbound-rtp');
  const remote = audio('remote-inbound-rtp');
  const codec = entries.find((entry) => entry.type === 'codec' && entry.id === received?.['codecId']);
  const roundTrip = remote?.['roundTripTime'];
  const mimeType = codec?.['mimeType'];
  return {
    level: numberIn(received, 'audioLevel'),
    energy: numberIn(received, 'totalAudioEnergy'),
    packetsReceived: numberIn(received, 'packetsReceived'),
    packetsLost: numberIn(received, 'packetsLost'),
    packetsSent: numberIn(sent, 'packetsSent'),
    jitter: numberIn(received, 'jitter'),
    roundTrip: typeof roundTrip === 'number' ? roundTrip : undefined,
    codec: typeof mimeType === 'string' ? mimeType.replace(/^audio\//, '') : undefined,
  };
}

function numberIn(entry: Entry | undefined, name: string): number {
  const value = entry?.[name];
  return typeof value === 'number' ? value : 0;
}
