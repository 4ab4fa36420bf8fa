// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ringway.iq.IqAccess;
import ringway.runtime.config.Secret;

/**
 * The media functions behind this eP-CSCF, section {@code media}.
 *
 * @param functions their Iq addresses
 * @param token what they ask for
 * @param lostAfter absence after which the calls of one are ended
 */
public record MediaFunctionsConfig(
    List<URI> functions, Optional<Secret> token, IqAccess.Tls tls, Duration lostAfter) {
  public MediaFunctionsConfig {
    functions = List.copyOf(functions);
    if (functions.isEmpty()) {
      throw new IllegalArgumentException(
          "media.functions names at least one media function, such as ws://127.0.0.1:8083/iq");
    }
    functions.forEach(MediaFunctionsConfig::requireIq);
    if (functions.stream().map(URI::getAuthority).distinct().count() < functions.size()) {
      throw new IllegalArgumentException("media.functions names one media function twice");
    }
    if (lostAfter.isZero() || lostAfter.isNegative()) {
      throw new IllegalArgumentException("media.lost-after must be longer than 0");
    }
  }

  /** Whoever commands media in clear over a network hands it to others. */
  private static void requireIq(URI address) {
    String host = Optional.ofNullable(address.getHost()).orElse("").toLowerCase(Locale.ROOT);
    boolean loopback =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    boolean plain = "ws".equals(address.getScheme()) && loopback;
    if (host.isEmpty() || !plain && !"wss".equals(address.getScheme())) {
      throw new IllegalArgumentException(
          "media.functions holds wss: addresses such as wss://media1.example.net:8083/iq, or ws:"
              + " on loopback; found "
              + address);
    }
  }

  IqAccess access() {
    return new IqAccess(token, tls);
  }
}
