// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import ringway.agw.PlayOutConfig;
import ringway.agw.PolicingConfig;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.iq.EventQueue;

/**
 * What all streams share.
 *
 * @param core sockets towards the core
 * @param clock of transcoded speech
 */
record EngineParts(
    AccessPlane access,
    RtpSockets core,
    PlayClock clock,
    MediaMeters meters,
    EventQueue events,
    PolicingConfig policing,
    PlayOutConfig playOut,
    long inactivityNanos) {}
