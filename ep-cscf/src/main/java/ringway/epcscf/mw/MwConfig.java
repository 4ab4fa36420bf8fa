// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.util.Optional;
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
    int maxConnections) {}
