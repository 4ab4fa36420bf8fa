// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import ringway.runtime.config.ConfigError;

/**
 * Whether an address of the settings can be listened on, told at the start and not by each call.
 */
public final class OwnAddress {
  private OwnAddress() {}

  /**
   * @param address by number or name
   */
  public static InetAddress named(String setting, String address) {
    try {
      InetAddress found = InetAddress.getByName(address);
      require(setting, found);
      return found;
    } catch (UnknownHostException e) {
      throw new ConfigError("media: " + setting + " " + address + " does not resolve", e);
    }
  }

  /**
   * @param setting that names the address
   */
  public static void require(String setting, InetAddress address) {
    String problem = "media: " + setting + " " + address.getHostAddress() + " cannot be used: ";
    try {
      UdpSocket.open(new InetSocketAddress(address, 0), 0).close();
    } catch (UnsupportedOperationException e) {
      throw new ConfigError(problem + "this machine has no IPv6", e);
    } catch (IOException e) {
      throw new ConfigError(
          problem + e.getMessage() + "; it must be an address of this machine", e);
    }
  }
}
