// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;

/** Settings of the security events: who gets them. */
public record EventsConfig(List<Receiver> receivers) {
  private static final int MOST = 64;

  public EventsConfig {
    Set<String> seen = new HashSet<>();
    for (Receiver receiver : receivers) {
      if (!seen.add(receiver.id())) {
        throw new IllegalArgumentException("receiver `" + receiver.id() + "` is given twice");
      }
    }
    if (receivers.size() > MOST) {
      throw new IllegalArgumentException("receivers must be at most " + MOST);
    }
    receivers = List.copyOf(receivers);
  }

  /**
   * One eP-CSCF node.
   *
   * @param audience {@code aud} of its events
   * @param secret Bearer secret: we show it at pushes, the receiver shows it at polls
   * @param push where events are pushed to; fetched by polls alone when empty
   */
  public record Receiver(String id, String audience, Secret secret, Optional<URI> push) {
    public Receiver {
      if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
        throw new IllegalArgumentException(
            "the id of a receiver is 1 to 64 letters, digits, dots, dashes or underscores");
      }
      if (audience.isBlank()) {
        throw new IllegalArgumentException("receiver `" + id + "` needs an audience");
      }
      if (push.isPresent() && !isSafe(push.get())) {
        throw new IllegalArgumentException(
            "push of receiver `" + id + "` must be https, or http on loopback");
      }
    }
  }

  private static boolean isSafe(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return false;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme())
            && Set.of("localhost", "127.0.0.1", "[::1]").contains(host));
  }
}
