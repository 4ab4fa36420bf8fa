// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.agw.embedded.Bench;
import ringway.agw.embedded.EmbeddedAccess;
import ringway.agw.engine.AccessPlane;
import ringway.agw.meter.MediaMeters;
import ringway.agw.srtp.SrtpProfile;

/** ICE, DTLS and SRTP for WebRtcEndpoints: a certificate for each of the kinds Kurento has. */
final class MediaBackend implements AutoCloseable {
  private final MediaMeters meters = new MediaMeters(new SimpleMeterRegistry());
  private final Map<String, AccessPlane> byCertificate =
      Map.of("RSA", plane(), "ECDSA", plane()); // that they differ is what matters

  private AccessPlane plane() {
    Bench.Settings settings = new Bench.Settings();
    settings.reports = Duration.ofMillis(300);
    settings.profiles = List.of(SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80); // all that KMS has
    return EmbeddedAccess.open(settings.config(), meters);
  }

  AccessPlane of(String certificate) {
    return Optional.ofNullable(byCertificate.get(certificate))
        .orElseThrow(() -> new KmsRefusal(40001, "MARSHALL_ERROR", "no certificate of that kind"));
  }

  @Override
  public void close() {
    byCertificate.values().forEach(AccessPlane::close);
  }
}
