// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.util.Locale;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import ringway.imscore.sip.SipText;

/**
 * A public user identity in the one form used for comparing: {@code sip:user@host} without
 * parameters, or {@code tel:+digits} for every number, also one written as a SIP URI (RFC 3261
 * §19.1.6, TS 24.229 §5.4.3.3).
 */
public record Impu(String value) {
  public Impu {
    if (!value.startsWith("sip:") && !value.startsWith("tel:")) {
      throw new IllegalArgumentException("an IMPU is a sip: or tel: URI, found " + value);
    }
  }

  /** Empty for a URI that cannot be a public identity, such as a local number. */
  public static Optional<Impu> of(URI uri) {
    return switch (uri) {
      case TelURL tel -> number((tel.isGlobal() ? "+" : "") + tel.getPhoneNumber());
      case SipURI sip when sip.getUser() != null && sip.getHost() != null -> ofSip(sip);
      default -> Optional.empty();
    };
  }

  public static Impu parse(String text) {
    return of(SipText.uri(text))
        .orElseThrow(() -> new IllegalArgumentException("`" + text + "` is no public identity"));
  }

  private static Optional<Impu> ofSip(SipURI sip) {
    String user = sip.getUser();
    if (user.startsWith("+")) {
      int parameters = user.indexOf(';');
      return number(parameters < 0 ? user : user.substring(0, parameters));
    }
    return Optional.of(new Impu("sip:" + user + "@" + sip.getHost().toLowerCase(Locale.ROOT)));
  }

  /** RFC 3966 §3: visual separators do not count. */
  private static Optional<Impu> number(String written) {
    String digits = written.replaceAll("[-.()]", "");
    return digits.matches("\\+\\d{1,15}")
        ? Optional.of(new Impu("tel:" + digits))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
