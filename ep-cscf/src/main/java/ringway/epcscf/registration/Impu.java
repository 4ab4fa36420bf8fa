// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.util.Locale;
import java.util.Optional;

/**
 * IP Multimedia Public Identity, a {@code sip:} or {@code tel:} URI (TS 23.003 §13.4). Two are
 * equal when they name the same identity: parameters and the case of scheme and host do not count.
 */
public record Impu(String value) {
  public Impu {
    value = canonical(value);
  }

  /** Empty when it is none. */
  public static Optional<Impu> of(String uri) {
    try {
      return Optional.of(new Impu(uri));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String canonical(String uri) {
    return isCanonical(uri) ? uri : made(uri);
  }

  /** As most of them come, which is seen sooner than it is made. */
  private static boolean isCanonical(String uri) {
    int host = uri.indexOf('@') + 1;
    if (host == 0 || !(uri.startsWith("sip:") || uri.startsWith("sips:"))) {
      return false;
    }
    for (int i = host; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == ';' || c == '?' || c == '@' || (c >= 'A' && c <= 'Z') || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static String made(String uri) {
    // The user part of a SIP URI may hold `;` and `?` itself: parameters start after the host.
    int from = Math.max(0, uri.lastIndexOf('@'));
    int end = uri.length();
    for (char mark : new char[] {';', '?'}) {
      int at = uri.indexOf(mark, from);
      if (at >= 0 && at < end) {
        end = at;
      }
    }
    String bare = uri.substring(0, end);
    int colon = bare.indexOf(':');
    if (colon <= 0 || colon == bare.length() - 1) {
      throw new IllegalArgumentException("an IMPU is a sip: or tel: URI");
    }
    String scheme = bare.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = bare.substring(colon + 1);
    return switch (scheme) {
      // RFC 3966 §5.1.1: visual separators do not count.
      case "tel" -> "tel:" + rest.replaceAll("[-.()]", "");
      case "sip", "sips" -> {
        int at = rest.indexOf('@');
        yield scheme
            + ":"
            + rest.substring(0, at + 1)
            + rest.substring(at + 1).toLowerCase(Locale.ROOT);
      }
      default -> throw new IllegalArgumentException("an IMPU is a sip: or tel: URI");
    };
  }

  @Override
  public String toString() {
    return value;
  }
}
