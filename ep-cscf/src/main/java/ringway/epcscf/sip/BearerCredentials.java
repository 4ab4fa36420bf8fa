// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.runtime.config.Secret;

/**
 * The access token of a request, in either spelling: {@code Bearer <token68>} (RFC 8898 §2.1) or
 * {@code Bearer access_token="…"} (TS 24.371 §A.3.2).
 */
public record BearerCredentials(Secret token) {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*([A-Za-z0-9_.!%*+`'~-]+)\\s*=\\s*(\"[^\"\\\\]*\"|[^\\s\",=]+)\\s*(,|$)");
  private static final Pattern SPELLED = Pattern.compile("(?i)access_token\\s*=.*");
  private static final String NAME = "access_token";

  /**
   * Empty when no Authorization has the Bearer scheme.
   *
   * @throws SipReject 400 when the credentials are garbled, empty or given twice
   */
  public static Optional<BearerCredentials> of(SIPRequest request) {
    List<String> given =
        SipMessages.headers(request, "Authorization", Authorization.class).stream()
            .filter(header -> header.getScheme().equalsIgnoreCase("Bearer"))
            .map(header -> header.getHeaderValue().strip().substring("Bearer".length()).strip())
            .toList();
    if (given.size() > 1) {
      throw SipReject.badRequest("more than one Bearer credential");
    }
    return given.stream().findFirst().map(BearerCredentials::parse);
  }

  private static BearerCredentials parse(String credentials) {
    // `access_token=` alone would also be a well formed token68.
    boolean parameters = SPELLED.matcher(credentials).matches() || credentials.contains("\"");
    if (!parameters && BARE.matcher(credentials).matches()) {
      return new BearerCredentials(Secret.of(credentials));
    }
    return fromParameters(credentials);
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
        .filter(value -> BARE.matcher(value).matches())
        .map(value -> new BearerCredentials(Secret.of(value)))
        .orElseThrow(() -> SipReject.badRequest("Bearer credential without a token"));
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }
}
