// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import ringway.epcscf.sip.SipLog;

/** One message that crossed the wire. */
record Passage(Instant at, Heading heading, Hop hop, byte[] wire) {
  InetSocketAddress source() {
    return heading == Heading.IN ? hop.remote() : hop.local();
  }

  InetSocketAddress destination() {
    return heading == Heading.IN ? hop.local() : hop.remote();
  }

  /** The whole message without its secrets. */
  String masked() {
    return SipLog.masked(new String(wire, StandardCharsets.UTF_8));
  }

  /** {@code INVITE sip:…} or {@code 200 OK}. */
  String title() {
    String text = masked();
    int end = text.indexOf('\r');
    String line = end < 0 ? text : text.substring(0, end);
    if (line.startsWith("SIP/2.0 ")) {
      return line.substring(8);
    }
    int version = line.lastIndexOf(" SIP/");
    return version < 0 ? line : line.substring(0, version);
  }
}
