// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Dialled digits as the global number they mean (RFC 3966 §5.1.5, TS 24.229 §5.1.2A.1.5). What
 * cannot be told stays as it was dialled, with the home domain as its context, for the core knows
 * more.
 *
 * @param domain the home domain, whose numbers the plan is about
 */
record DialPlan(DialPlanConfig config, String domain) {
  private static final Pattern TEL = Pattern.compile("(?i)tel:([^;]*)((?:;.*)?)");
  private static final Pattern SIP =
      Pattern.compile("(?i)(sips?:)([^@;?]+)((?:;[^@]*)?)@([^;?:]+)((?::\\d+)?)(.*)");
  private static final Pattern PHONE = Pattern.compile("(?i).*;user=phone(?:;.*|$)");
  private static final Pattern SEPARATORS = Pattern.compile("[-.() ]");
  private static final Pattern GLOBAL = Pattern.compile("\\+\\d{1,30}");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,30}");
  private static final String CONTEXT = "phone-context";

  /** The Request-URI to route by; one that is no telephone number stays as it is. */
  String apply(String uri) {
    Matcher tel = TEL.matcher(uri);
    if (tel.matches()) {
      return tel(uri, plain(tel.group(1)), tel.group(2));
    }
    Matcher sip = SIP.matcher(uri);
    return sip.matches()
            && PHONE.matcher(sip.group(6)).matches()
            && sip.group(4).equalsIgnoreCase(domain)
        ? sip(uri, sip)
        : uri;
  }

  private String tel(String uri, String dialled, String parameters) {
    Optional<String> context = context(parameters);
    Optional<String> global = global(dialled, context);
    if (global.isPresent()) {
      return "tel:" + global.get() + withoutContext(parameters);
    }
    // RFC 3966 §5.1.4: a local number has a context.
    return context.isEmpty() && DIGITS.matcher(dialled).matches()
        ? "tel:" + dialled + ";" + CONTEXT + "=" + domain + parameters
        : uri;
  }

  private String sip(String uri, Matcher sip) {
    return global(plain(sip.group(2)), context(sip.group(3)))
        .map(
            global ->
                sip.group(1)
                    + global
                    + withoutContext(sip.group(3))
                    + "@"
                    + sip.group(4)
                    + sip.group(5)
                    + sip.group(6))
        .orElse(uri);
  }

  private static String plain(String number) {
    return SEPARATORS.matcher(number).replaceAll("");
  }

  private Optional<String> global(String number, Optional<String> context) {
    if (GLOBAL.matcher(number).matches()) {
      return Optional.of(number);
    }
    if (!DIGITS.matcher(number).matches()) {
      return Optional.empty(); // a service code, such as *21#
    }
    if (context.isEmpty() || context.get().equalsIgnoreCase(domain)) {
      return dialled(number);
    }
    // The context of another network is for that network to read.
    return context
        .map(DialPlan::plain)
        .filter(prefix -> GLOBAL.matcher(prefix).matches())
        .map(prefix -> prefix + number);
  }

  private Optional<String> dialled(String digits) {
    if (config.countryCode().isEmpty() || digits.length() <= config.shortCodeDigits()) {
      return Optional.empty();
    }
    String country = config.countryCode().get();
    Optional<String> abroad = after(config.internationalPrefix(), digits).map(rest -> "+" + rest);
    if (abroad.isPresent()) {
      return abroad;
    }
    if (config.nationalDigits().filter(length -> length == digits.length()).isPresent()) {
      return Optional.of(country + digits);
    }
    if (config.nationalPrefix().isEmpty()) {
      return Optional.of(country + digits);
    }
    return after(config.nationalPrefix(), digits)
        .or(() -> config.areaCode().map(area -> area + digits))
        .map(national -> country + national);
  }

  private static Optional<String> after(String prefix, String digits) {
    return !prefix.isEmpty() && digits.startsWith(prefix) && digits.length() > prefix.length()
        ? Optional.of(digits.substring(prefix.length()))
        : Optional.empty();
  }

  private static Optional<String> context(String parameters) {
    return Arrays.stream(parameters.split(";", -1))
        .filter(DialPlan::isContext)
        .map(parameter -> parameter.substring(CONTEXT.length() + 1))
        .findFirst();
  }

  private static String withoutContext(String parameters) {
    return Arrays.stream(parameters.split(";", -1))
        .filter(parameter -> !parameter.isEmpty() && !isContext(parameter))
        .map(parameter -> ";" + parameter)
        .collect(Collectors.joining());
  }

  private static boolean isContext(String parameter) {
    return parameter.toLowerCase(Locale.ROOT).startsWith(CONTEXT + "=");
  }
}
