// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The pool of subscriptions at the WAF (TS 33.203 X.4.2.1), on its three addresses. */
final class PoolClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration NOT_SAID = Duration.ofSeconds(30);
  private static final long LONGEST_WAIT = 3600;

  private final URI issuer;
  private final PoolConfig config;
  private final Supplier<ClientAuthentication> proof;
  private final Clock clock;
  private final WafHttp http;

  PoolClient(String section, WafAccess access, PoolConfig config, Clock clock) {
    this.issuer = access.issuer();
    this.config = config;
    this.proof = ClientProof.of(section, access);
    this.clock = clock;
    this.http = new WafHttp(access.timeout(), ClientTlsContext.of(section, access.tls()));
  }

  /**
   * A pair, and a token for it.
   *
   * @param holder our name of whom it is for
   * @param user the sign-in it goes with, if there was one
   */
  SignedIn lend(String holder, Optional<SignedIn> user) throws WafFailure {
    Map<String, String> form = withDuration();
    form.put("pool", config.name().orElseThrow());
    form.put("holder", holder);
    return signedIn(ask("lend", form), user);
  }

  /** The same pair for longer, and a new token. */
  SignedIn renew(SignedIn old, SignedIn.Lease lease) throws WafFailure {
    Map<String, String> form = withDuration();
    form.put("lease", lease.id());
    return signedIn(ask("renew", form), Optional.of(old));
  }

  /** The tokens of the lease end with it. One that is over already is fine. */
  void giveBack(SignedIn.Lease lease) throws WafFailure.Unavailable {
    try {
      ask("return", Map.of("lease", lease.id()));
    } catch (WafFailure.Unavailable e) {
      throw e;
    } catch (WafFailure _) {
      // ended meanwhile
    }
  }

  private Map<String, String> withDuration() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("duration", Long.toString(config.duration().toSeconds()));
    return form;
  }

  private JsonNode ask(String verb, Map<String, String> form) throws WafFailure {
    URI endpoint = URI.create(issuer + "/pool/" + verb);
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, endpoint);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    form.forEach((name, value) -> fields.put(name, List.of(value)));
    ReadOnlyHTTPResponse answer;
    JsonNode body;
    try {
      request.setContentType("application/x-www-form-urlencoded");
      request.setBody(URLUtils.serializeParameters(fields));
      proof.get().applyTo(request);
      answer = request.send(http);
      body = JSON.readTree(answer.getBody() == null ? "" : answer.getBody());
    } catch (com.nimbusds.oauth2.sdk.ParseException e) {
      throw new IllegalStateException("a content type of our own", e);
    } catch (com.fasterxml.jackson.core.JacksonException _) {
      throw new WafFailure.Unavailable(endpoint + " gave an answer that cannot be read");
    } catch (IOException e) {
      throw new WafFailure.Unavailable(endpoint + " does not answer", e);
    }
    if (answer.getStatusCode() == 200) {
      return body;
    }
    String error = body.path("error").asText();
    throw switch (error) {
      case "no_identity" ->
          new WafFailure.NoIdentity(
              "the WAF says: " + body.path("error_description").asText("no identity is free"),
              wait(answer));
      case "invalid_grant" -> new WafFailure.Refused("the lease is over");
      default ->
          new WafFailure.Unavailable(
              endpoint + " answered " + answer.getStatusCode() + " " + code(error));
    };
  }

  private static String code(String error) {
    return error.matches("[a-z_]{1,40}") ? error : "(malformed)";
  }

  private static Duration wait(ReadOnlyHTTPResponse answer) {
    return answer.getHeaderMap().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
        .flatMap(header -> header.getValue().stream())
        .findFirst()
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Math.clamp(Long.parseLong(text), 1, LONGEST_WAIT)))
        .orElse(NOT_SAID);
  }

  private SignedIn signedIn(JsonNode body, Optional<SignedIn> user) throws WafFailure.Unavailable {
    String token = body.path("access_token").asText();
    String impi = body.path("impi").asText();
    List<String> impus = new ArrayList<>();
    body.path("impus").forEach(impu -> impus.add(impu.asText()));
    long life = body.path("expires_in").asLong();
    if (token.isEmpty() || impi.isEmpty() || impus.isEmpty() || life <= 0) {
      throw new WafFailure.Unavailable("the WAF lent a pair without saying all of it");
    }
    Instant now = clock.instant();
    SignedIn.Lease lease;
    try {
      lease =
          new SignedIn.Lease(
              body.path("lease").asText(), Instant.parse(body.path("until").asText()));
    } catch (DateTimeParseException _) {
      throw new WafFailure.Unavailable("the WAF lent a pair without saying for how long");
    }
    Instant tokenEnd = now.plusSeconds(life);
    return new SignedIn(
        user.flatMap(SignedIn::subject),
        impi,
        impus,
        token,
        now,
        // Asked for again before the lease is over, whichever ends first.
        tokenEnd.isBefore(lease.until()) ? tokenEnd : lease.until(),
        user.flatMap(SignedIn::refreshToken),
        user.flatMap(SignedIn::idToken),
        Optional.of(lease));
  }

  @Override
  public void close() {
    http.close();
  }
}
