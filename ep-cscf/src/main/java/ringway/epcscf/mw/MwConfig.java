// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.address.SipUri;
import java.util.Optional;
import javax.sip.address.SipURI;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.runtime.config.ByteSize;

/**
 * The core side.
 *
 * @param port of UDP and TCP alike
 * @param advertisedHost the name or address the core reaches this node by; for Via, Path,
 *     Record-Route
 * @param advertisedPort the port the core reaches this node by
 * @param entryPoint SIP URI of the I-CSCF or the one entry to the core; {@code ;transport=tcp}
 *     keeps to TCP, {@code ;transport=udp} to UDP
 * @param maxMessage longest SIP message
 * @param maxConnections TCP connections, in and out
 */
public record MwConfig(
    String host,
    int port,
    Optional<String> advertisedHost,
    Optional<Integer> advertisedPort,
    String entryPoint,
    ByteSize maxMessage,
    int maxConnections) {
  private static final int MIN_MESSAGE = 4 * 1024;
  private static final int MAX_MESSAGE = 64 * 1024;

  public MwConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535, found " + port);
    }
    uriOf(entryPoint);
    if (maxMessage.bytes() < MIN_MESSAGE || maxMessage.bytes() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "max-message must be 4KiB to 64KiB, found " + maxMessage.bytes() + "B");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("max-connections must be 1 or more");
    }
  }

  SipURI entryPointUri() {
    return uriOf(entryPoint);
  }

  private static SipURI uriOf(String text) {
    try {
      SipURI uri = SipMessages.sipUri(text);
      if (!((SipUri) uri).isSecure()) {
        return uri;
      }
    } catch (SipReject _) {
      // told below
    }
    throw new IllegalArgumentException(
        "entry-point must be a sip: URI such as sip:127.0.0.1:5060, found " + text);
  }
}
