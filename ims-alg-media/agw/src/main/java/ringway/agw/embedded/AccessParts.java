// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import ringway.agw.dtls.DtlsSettings;
import ringway.agw.meter.MediaMeters;

/**
 * What all browsers' legs share.
 *
 * @param demultiplexer of the port of media
 * @param rtcpDemultiplexer of that for browsers without rtcp-mux, where there is one
 * @param handshakePlaces one for each handshake that may go on at a time
 */
record AccessParts(
    Demultiplexer demultiplexer,
    Optional<Demultiplexer> rtcpDemultiplexer,
    DtlsSettings dtls,
    Semaphore handshakePlaces,
    MediaMeters meters,
    long consentNanos,
    long reportNanos) {}
