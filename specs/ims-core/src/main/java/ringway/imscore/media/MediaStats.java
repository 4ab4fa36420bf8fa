// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

/**
 * What a session has heard and said so far.
 *
 * @param dropped datagrams that were no RTP of the peer
 * @param levelDbfs loudness of the last half second
 * @param frequencyHz strongest frequency of the last half second, 0 when silent
 * @param dtmf keys pressed, in order
 */
public record MediaStats(
    long packetsReceived,
    long packetsSent,
    long dropped,
    long rtcpReceived,
    long rtcpSent,
    double levelDbfs,
    double frequencyHz,
    String dtmf) {}
