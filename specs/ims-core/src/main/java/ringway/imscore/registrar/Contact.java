// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import ringway.imscore.registrar.Binding.Flow;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/**
 * One Contact value of a REGISTER.
 *
 * @param address as written, without expires and q
 * @param expires wished seconds
 * @param flow instance and reg-id, when both are there
 */
record Contact(boolean isStar, String uri, String address, long expires, Optional<Flow> flow) {
  private static final Pattern EXPIRES = Pattern.compile("(?i);\\s*expires\\s*=\\s*\"?(\\d+)\"?");
  private static final Pattern INSTANCE =
      Pattern.compile("(?i);\\s*\\+sip\\.instance\\s*=\\s*\"([^\"]+)\"");
  private static final Pattern REG_ID = Pattern.compile("(?i);\\s*reg-id\\s*=\\s*(\\d{1,9})");

  static Contact parse(String value, Optional<Long> expiresHeader, Duration fallback) {
    if (value.equals("*")) {
      return new Contact(true, "*", "*", 0, Optional.empty());
    }
    int close = value.indexOf('>');
    if (close < 0) {
      // RFC 3261 §20: without brackets every parameter belongs to the header.
      int semicolon = value.indexOf(';');
      close = semicolon < 0 ? value.length() : semicolon;
      value = "<" + value.substring(0, close) + ">" + value.substring(close);
      close = value.indexOf('>');
    }
    String parameters = value.substring(close + 1);
    Address address = SipText.address(value.substring(0, close + 1));
    if (!(address.getURI() instanceof SipURI)) {
      throw new SipReject(400, "Contact Is No SIP URI");
    }
    Optional<Long> own = group(EXPIRES, parameters).map(Contact::seconds);
    Optional<Flow> flow =
        group(INSTANCE, parameters)
            .flatMap(
                instance ->
                    group(REG_ID, parameters).map(id -> new Flow(instance, Integer.parseInt(id))));
    return new Contact(
        false,
        address.getURI().toString(),
        value.substring(0, close + 1) + EXPIRES.matcher(parameters).replaceAll(""),
        own.or(() -> expiresHeader).orElse(fallback.toSeconds()),
        flow);
  }

  /** RFC 3261 §20.19: up to 2^32-1; a larger number is as good as that. */
  static long seconds(String digits) {
    String text = digits.strip();
    if (!text.matches("\\d+")) {
      throw new SipReject(400, "Bad Expires");
    }
    return text.length() > 10 ? 0xFFFF_FFFFL : Math.min(Long.parseLong(text), 0xFFFF_FFFFL);
  }

  private static Optional<String> group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
