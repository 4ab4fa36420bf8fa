// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Optional;

/**
 * SIP over TLS on Mw.
 *
 * @param port to listen on
 * @param certificate PEM chain of this node, shown both ways
 * @param key PEM private key
 * @param authorities PEM certificates of those who sign the core's certificates; the peer must show
 *     one they signed, in both directions
 */
public record MwTlsConfig(
    Mode mode,
    int port,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> authorities) {
  public enum Mode {
    @JsonProperty("off")
    OFF,
    @JsonProperty("files")
    FILES
  }

  public MwTlsConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("tls.port must be 0 to 65535, found " + port);
    }
    if (mode == Mode.FILES && (certificate.isEmpty() || key.isEmpty() || authorities.isEmpty())) {
      throw new IllegalArgumentException(
          "tls.mode `files` needs tls.certificate, tls.key and tls.authorities");
    }
  }

  public static MwTlsConfig off() {
    return new MwTlsConfig(Mode.OFF, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean spoken() {
    return mode == Mode.FILES;
  }
}
