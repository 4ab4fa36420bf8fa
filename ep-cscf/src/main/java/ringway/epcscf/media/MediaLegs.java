// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import ringway.epcscf.alg.CodecPolicy;
import ringway.epcscf.alg.Interworking;
import ringway.iq.MediaGateway;

/** Gives each call its leg at the media function. Thread-safe. */
public final class MediaLegs {
  private static final int TLS_ID_BYTES = 18;

  private final MediaGateway gateway;
  private final CodecPolicy codecs;
  private final DtmfConfig.Info digitsByInfo;
  private final SecureRandom random = new SecureRandom();

  public MediaLegs(MediaGateway gateway, CodecPolicy codecs) {
    this(gateway, codecs, new DtmfConfig(DtmfConfig.Info.EVENT));
  }

  public MediaLegs(MediaGateway gateway, CodecPolicy codecs, DtmfConfig dtmf) {
    this.gateway = gateway;
    this.codecs = codecs;
    digitsByInfo = dtmf.info();
  }

  /** Nothing is reserved before the first offer. */
  public MediaLeg open(long sessionId) {
    byte[] tlsId = new byte[TLS_ID_BYTES];
    random.nextBytes(tlsId);
    // Not the session's own id: that routes, and is for nobody else to know.
    Interworking.Names names =
        new Interworking.Names(
            random.nextLong(1, Long.MAX_VALUE),
            random.nextLong(1, Long.MAX_VALUE),
            Base64.getUrlEncoder().withoutPadding().encodeToString(tlsId));
    return new MediaLeg(gateway, contextOf(sessionId), names, codecs, digitsByInfo);
  }

  static String contextOf(long sessionId) {
    return Long.toHexString(sessionId);
  }

  /** The session an event of the media function is about; empty when the context is not ours. */
  public static Optional<Long> sessionOf(String context) {
    try {
      long id = Long.parseUnsignedLong(context, 16);
      return Optional.of(id).filter(session -> contextOf(session).equals(context));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
