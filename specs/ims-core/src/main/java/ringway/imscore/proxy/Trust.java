// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.proxy;

import java.util.Set;
import javax.sip.message.Request;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/**
 * Who may send requests through the core: the trusted nodes, and the lab's own phones. Everybody
 * else could assert any identity (RFC 3325 §5), so nothing of theirs is let in.
 *
 * @param nodes IP addresses of the trusted nodes
 * @param phones source of the phones' requests, as {@code address:port}
 */
public record Trust(Set<String> nodes, String phones) {
  public Trust {
    nodes = Set.copyOf(nodes);
  }

  boolean covers(Request request) {
    return nodes.contains(SipText.sourceAddress(request))
        || phones.equals(SipText.sourceAddress(request) + ":" + SipText.sourcePort(request));
  }

  void require(Request request, String agent) {
    if (!covers(request)) {
      throw new SipReject(403, "Forbidden")
          .warning(agent, SipText.sourceAddress(request) + " is no trusted node");
    }
  }
}
