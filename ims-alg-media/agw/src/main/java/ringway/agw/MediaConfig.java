// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.time.Duration;
import ringway.agw.engine.EngineKind;
import ringway.agw.kurento.KurentoConfig;
import ringway.agw.rtpengine.RtpengineConfig;
import ringway.iq.IqListenerConfig;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.http.ListenerConfig;

/**
 * Settings of the media function, section {@code media}; every key is explained in {@code
 * reference/media.yaml}.
 *
 * @param engine what serves the browsers
 * @param iq where the eP-CSCF controls it, and how it is known
 * @param drainTime how long a stop waits for the contexts there are
 * @param orphanTime how long contexts live on when their controller has gone
 * @param policing how much of a stream passes
 * @param playOut of transcoded speech
 * @param dscp mark of media, on both sides
 * @param inactivityTime silence of a browser after which its controller is told
 */
public record MediaConfig(
    EngineKind engine,
    IqListenerConfig iq,
    ListenerConfig management,
    AdminConfig admin,
    Duration drainTime,
    Duration orphanTime,
    WebRtcConfig webrtc,
    RtpConfig rtp,
    RtpengineConfig rtpengine,
    KurentoConfig kurento,
    PolicingConfig policing,
    PlayOutConfig playOut,
    int dscp,
    Duration inactivityTime,
    int maxContexts) {
  public MediaConfig {
    if (drainTime.isNegative()) {
      throw new IllegalArgumentException("drain-time must be 0s or longer, found " + drainTime);
    }
    if (dscp < 0 || dscp > 63) {
      throw new IllegalArgumentException("dscp must be 0 to 63, found " + dscp);
    }
    requirePositive("orphan-time", orphanTime);
    requirePositive("inactivity-time", inactivityTime);
    if (engine == EngineKind.RTPENGINE && rtpengine.nodes().isEmpty()) {
      throw new IllegalArgumentException("rtpengine.nodes must name one when engine is rtpengine");
    }
    if (engine == EngineKind.KURENTO && kurento.uris().isEmpty()) {
      throw new IllegalArgumentException("kurento.uris must name one when engine is kurento");
    }
    if (maxContexts < 1) {
      throw new IllegalArgumentException("max-contexts must be 1 or more, found " + maxContexts);
    }
  }

  /** For times of these settings and of those below them. */
  public static void requirePositive(String key, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(key + " must be longer than 0, found " + value);
    }
  }
}
