// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.nio.file.Path;
import java.util.Optional;
import ringway.runtime.config.Secret;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.TlsConfig;

/**
 * Where a media function is controlled, and by whom.
 *
 * @param token what a controller shows in its handshake
 * @param authorities PEM certificates of those who sign the certificates of controllers
 */
public record IqListenerConfig(
    String host, int port, TlsConfig tls, Optional<Secret> token, Optional<Path> authorities) {
  public IqListenerConfig {
    ListenerConfig listener = new ListenerConfig(host, port, tls);
    // Whoever reaches Iq commands all media, and TLS of the server does not tell who that is.
    if (!listener.onLoopback() && token.isEmpty() && authorities.isEmpty()) {
      throw new IllegalArgumentException(
          "Iq on "
              + host
              + ", which is not loopback, must know its controllers: set iq.token to a reference"
              + " such as file:/etc/ringway/iq.token, or iq.authorities to the PEM file of those"
              + " who sign the certificates of controllers, or both");
    }
    if (authorities.isPresent() && !listener.secure()) {
      throw new IllegalArgumentException(
          "iq.authorities needs iq.tls.mode `files` or `self-signed`: certificates are shown in"
              + " TLS");
    }
    IqAccess.requireLong(token);
  }

  /** On loopback, open to whoever is there. */
  public static IqListenerConfig loopback(int port) {
    return new IqListenerConfig(
        "127.0.0.1", port, TlsConfig.off(), Optional.empty(), Optional.empty());
  }

  ListenerConfig listener() {
    return new ListenerConfig(host, port, tls);
  }
}
