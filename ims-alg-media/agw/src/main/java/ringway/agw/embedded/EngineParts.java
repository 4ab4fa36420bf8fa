// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.concurrent.Semaphore;
import ringway.agw.dtls.DtlsSettings;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.iq.EventQueue;

/**
 * What all streams share.
 *
 * @param handshakePlaces one for each handshake that may go on at a time
 */
record EngineParts(
    WebRtcSocket webrtc,
    RtpSockets rtp,
    DtlsSettings dtls,
    Semaphore handshakePlaces,
    MediaMeters meters,
    EventQueue events,
    long consentNanos,
    long inactivityNanos,
    long reportNanos) {}
