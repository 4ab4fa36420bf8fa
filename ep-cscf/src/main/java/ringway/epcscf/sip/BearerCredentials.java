// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.runtime.config.Secret;

/**
 * The access token of a request, in either spelling: {@code Bearer <token68>} (RFC 8898 §2.1) or
 * {@code Bearer access_token="…"} (TS 24.371 §A.3.2).
 */
public record BearerCredentials(Secret token) {
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*([A-Za-z0-9_.!%*+`'~-]+)\\s*=\\s*(\"[^\"\\\\]*\"|[^\\s\",=]+)\\s*(,|$)");
  private static final Characters TOKEN68 = Characters.alphanumericAnd("-._~+/");
  private static final String SCHEME = "Bearer";
  private static final String NAME = "access_token";

  /**
   * Empty when no Authorization has the Bearer scheme.
   *
   * @throws SipReject 400 when the credentials are garbled, empty or given twice
   */
  public static Optional<BearerCredentials> of(SIPRequest request) {
    Optional<BearerCredentials> found = Optional.empty();
    for (Authorization header :
        SipMessages.headers(request, "Authorization", Authorization.class)) {
      if (header.getScheme().equalsIgnoreCase(SCHEME)) {
        if (found.isPresent()) {
          throw SipReject.badRequest("more than one Bearer credential");
        }
        String value = text(header);
        found = Optional.of(parse(afterScheme(value)));
      }
    }
    return found;
  }

  private static String text(Authorization header) {
    return header instanceof CredentialsParser.Verbatim written
        ? written.value()
        : header.getHeaderValue().strip();
  }

  private static String afterScheme(String value) {
    int from = SCHEME.length();
    while (from < value.length() && Character.isWhitespace(value.charAt(from))) {
      from++;
    }
    return value.substring(from);
  }

  private static BearerCredentials parse(String credentials) {
    // `access_token=` alone would also be a well formed token68.
    if (isToken68(credentials) && !isSpelled(credentials)) {
      return new BearerCredentials(Secret.of(credentials));
    }
    return fromParameters(credentials);
  }

  private static boolean isSpelled(String credentials) {
    return credentials.regionMatches(true, 0, NAME, 0, NAME.length())
        && credentials.substring(NAME.length()).stripLeading().startsWith("=");
  }

  /** RFC 9110 §11.2; a loop, for tokens are long and every REGISTER has one. */
  private static boolean isToken68(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    return TOKEN68.fill(text, 0, end);
  }

  private static BearerCredentials fromParameters(String credentials) {
    Optional<String> token = Optional.empty();
    Matcher parameter = PARAMETER.matcher(credentials);
    int end = 0;
    while (end < credentials.length()) {
      if (!parameter.region(end, credentials.length()).lookingAt()) {
        throw SipReject.badRequest("Bearer credential not well formed");
      }
      if (parameter.group(1).equalsIgnoreCase(NAME)) {
        if (token.isPresent()) {
          throw SipReject.badRequest("more than one Bearer credential");
        }
        token = Optional.of(unquoted(parameter.group(2)));
      }
      end = parameter.end();
    }
    return token
        .filter(BearerCredentials::isToken68)
        .map(value -> new BearerCredentials(Secret.of(value)))
        .orElseThrow(() -> SipReject.badRequest("Bearer credential without a token"));
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }
}
