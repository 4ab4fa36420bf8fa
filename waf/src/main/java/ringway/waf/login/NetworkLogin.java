// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;

/**
 * Believes the telephone number a proxy of the access network puts into a header, and nobody else's
 * header. The proxy must strip the header from what handsets send.
 */
final class NetworkLogin {
  /** E.164: at most 15 digits, the first not 0. */
  private static final Pattern MSISDN = Pattern.compile("(?:tel:)?\\+?([1-9]\\d{4,14})");

  private final NetworkLoginConfig config;
  private final Function<HttpRequest, Optional<String>> certificateSubject;
  private final Function<String, Optional<User>> byMsisdn;
  private final AutoLogin choices;
  private final Recorded audit;

  /**
   * @param certificateSubject who the peer of the connection proved to be by its certificate
   * @param byMsisdn the user of a number, given as {@code +15550101}
   */
  NetworkLogin(
      NetworkLoginConfig config,
      Function<HttpRequest, Optional<String>> certificateSubject,
      Function<String, Optional<User>> byMsisdn,
      AutoLogin choices,
      Recorded audit) {
    this.config = config;
    this.certificateSubject = certificateSubject;
    this.byMsisdn = byMsisdn;
    this.choices = choices;
    this.audit = audit;
  }

  /**
   * What the network says of a browser.
   *
   * @param given whether it vouches for a number at all
   * @param user whose number it is, whether or not they want to be signed in by it
   */
  record Vouch(boolean given, Optional<User> user) {}

  Vouch vouch(HttpRequest request) {
    List<String> values = config.header().map(request::headers).orElse(List.of());
    if (values.isEmpty()) {
      return new Vouch(false, Optional.empty());
    }
    if (!isProxy(request)) {
      ignored(request, "not from a trusted proxy");
      return new Vouch(false, Optional.empty());
    }
    return new Vouch(true, user(request, values));
  }

  private Optional<User> user(HttpRequest request, List<String> values) {
    Matcher number = MSISDN.matcher(values.getFirst().strip());
    if (values.size() > 1 || !number.matches()) {
      return ignored(request, "not one telephone number");
    }
    Optional<User> user = byMsisdn.apply("+" + number.group(1));
    return user.isPresent() ? user : ignored(request, "nobody has this number");
  }

  /** Whether the user lets the network sign them in. */
  boolean wantedBy(User user) {
    return !choices.refusedBy(user.name());
  }

  private boolean isProxy(HttpRequest request) {
    // The peer of the connection itself: X-Forwarded-For is no proof of anything.
    return config.proxies().stream().anyMatch(range -> range.contains(request.remoteAddress()))
        || certificateSubject.apply(request).filter(config.proxySubjects()::contains).isPresent();
  }

  private Optional<User> ignored(HttpRequest request, String reason) {
    audit.record("network-login-ignored", "reason", reason, "source", request.remoteAddress());
    return Optional.empty();
  }
}
