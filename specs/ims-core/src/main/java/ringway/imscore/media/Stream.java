// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What was agreed for the audio of a call.
 *
 * @param rtp where our packets go
 * @param rtcp where our reports go
 * @param payloadType of the codec, as agreed
 * @param events payload type of telephone-event, when agreed
 * @param sends whether we may send
 * @param receives whether the peer may send; neither means the call is on hold
 */
public record Stream(
    InetSocketAddress rtp,
    InetSocketAddress rtcp,
    Codec codec,
    int payloadType,
    Optional<Integer> events,
    boolean sends,
    boolean receives) {}
