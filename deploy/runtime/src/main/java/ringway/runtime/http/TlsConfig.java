// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a listener is secured.
 *
 * @param certificate PEM chain, with {@code mode: files}
 * @param key PEM private key (PKCS#8), with {@code mode: files}
 */
public record TlsConfig(Mode mode, Optional<Path> certificate, Optional<Path> key) {
  public enum Mode {
    /** Plain; refused on any address but loopback. */
    @JsonProperty("off")
    OFF,
    @JsonProperty("files")
    FILES,
    /** A certificate made at start, for tests and first steps. */
    @JsonProperty("self-signed")
    SELF_SIGNED,
    /** Plain on any address: behind a balancer that ends TLS. */
    @JsonProperty("off-i-know")
    OFF_I_KNOW
  }

  public TlsConfig {
    if (mode == Mode.FILES && (certificate.isEmpty() || key.isEmpty())) {
      throw new IllegalArgumentException("tls.mode `files` needs tls.certificate and tls.key");
    }
  }

  public static TlsConfig off() {
    return new TlsConfig(Mode.OFF, Optional.empty(), Optional.empty());
  }
}
