// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** One listening address. */
public record ListenerConfig(String host, int port, TlsConfig tls) {
  public ListenerConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535, found " + port);
    }
    boolean plain = tls.mode() == TlsConfig.Mode.OFF;
    if (plain && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "TLS is required on "
              + host
              + ", which is not loopback: set tls.mode to `files` (with tls.certificate and"
              + " tls.key), `self-signed`, or `off-i-know` behind a balancer that ends TLS");
    }
  }

  public static ListenerConfig loopback(int port) {
    return new ListenerConfig("127.0.0.1", port, TlsConfig.off());
  }

  public boolean secure() {
    return tls.mode() == TlsConfig.Mode.FILES || tls.mode() == TlsConfig.Mode.SELF_SIGNED;
  }

  /** Whether only this machine can reach it. */
  public boolean onLoopback() {
    return isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host `" + host + "` does not resolve", e);
    }
  }
}
