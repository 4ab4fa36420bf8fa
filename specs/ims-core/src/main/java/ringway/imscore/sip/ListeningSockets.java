// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import ringway.runtime.config.ConfigError;

/**
 * The UDP and the TCP socket of an endpoint, on one port. Opened before the stack is made: JAIN-SIP
 * knows no port 0, and one that meets a taken port can neither start nor stop.
 */
record ListeningSockets(TappedSockets.Udp udp, TappedSockets.Server tcp, WireTap tap) {
  private static final int PORT_TRIES = 20;

  /**
   * @param port 0 takes any port that is free for both
   */
  static ListeningSockets open(String name, String host, int port, WireTap tap) {
    for (int attempt = 1; ; attempt++) {
      try {
        return open(InetAddress.getByName(host), port, tap);
      } catch (IOException taken) {
        if (port != 0 || attempt == PORT_TRIES) {
          throw new ConfigError(
              name
                  + " cannot listen on "
                  + host
                  + ":"
                  + port
                  + " (UDP and TCP): "
                  + taken.getMessage()
                  + "; stop the program that has the port or choose another port",
              taken);
        }
      }
    }
  }

  private static ListeningSockets open(InetAddress host, int port, WireTap tap) throws IOException {
    TappedSockets.Server tcp = new TappedSockets.Server(host, port, tap);
    try {
      return new ListeningSockets(
          new TappedSockets.Udp(new InetSocketAddress(host, tcp.getLocalPort()), tap), tcp, tap);
    } catch (IOException taken) {
      tcp.close();
      throw taken;
    }
  }

  int port() {
    return tcp.getLocalPort();
  }
}
