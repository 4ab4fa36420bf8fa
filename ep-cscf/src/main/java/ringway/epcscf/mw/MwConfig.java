// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.address.SipURI;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.AddressRange;

/**
 * The core side.
 *
 * @param port of UDP and TCP alike
 * @param advertisedHost the name or address the core reaches this node by; for Via, Path,
 *     Record-Route
 * @param advertisedPort the port the core reaches this node by
 * @param entryPoint SIP URI of the entry to the core: an I-CSCF, or a domain that DNS leads from;
 *     {@code ;transport=} keeps to one
 * @param entryPoints several of them, in order of preference, in place of the one
 * @param trusted addresses and ranges that may speak on Mw
 * @param keepalive between two CRLF on an idle connection of ours; zero for none
 * @param watchdog between two looks at the listening points; zero for none
 * @param maxMessage longest SIP message
 * @param maxConnections TCP connections, in and out; as many again with TLS
 */
public record MwConfig(
    String host,
    int port,
    Optional<String> advertisedHost,
    Optional<Integer> advertisedPort,
    String entryPoint,
    List<String> entryPoints,
    DnsConfig dns,
    ProbeConfig probe,
    List<AddressRange> trusted,
    MwTlsConfig tls,
    TimerConfig timers,
    Duration keepalive,
    Duration watchdog,
    ByteSize maxMessage,
    int maxConnections) {
  private static final int MIN_MESSAGE = 4 * 1024;
  private static final int MAX_MESSAGE = 64 * 1024;

  public MwConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535, found " + port);
    }
    entryPoints = List.copyOf(entryPoints);
    trusted = List.copyOf(trusted);
    Stream.concat(Stream.of(entryPoint), entryPoints.stream()).forEach(MwConfig::uriOf);
    if (keepalive.isNegative() || watchdog.isNegative()) {
      throw new IllegalArgumentException("keepalive and watchdog must not be negative");
    }
    if (maxMessage.bytes() < MIN_MESSAGE || maxMessage.bytes() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "max-message must be 4KiB to 64KiB, found " + maxMessage.bytes() + "B");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("max-connections must be 1 or more");
    }
  }

  List<SipURI> entryPointUris() {
    return (entryPoints.isEmpty() ? List.of(entryPoint) : entryPoints)
        .stream().map(MwConfig::uriOf).toList();
  }

  private static SipURI uriOf(String text) {
    try {
      return SipMessages.sipUri(text);
    } catch (SipReject e) {
      throw new IllegalArgumentException(
          "entry-point must be a sip: or sips: URI such as sip:127.0.0.1:5060, found " + text, e);
    }
  }
}
