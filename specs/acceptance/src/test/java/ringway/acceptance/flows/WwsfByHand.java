// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import ringway.acceptance.actors.Visitor;
import ringway.acceptance.lab.Chain;

/** A client of the WAF whose every request the flow may spoil. Alice is the user. */
record WwsfByHand(Chain chain, String client, String secret) {
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  static WwsfByHand of(Chain chain) {
    return of(chain, Chain.CLIENT);
  }

  static WwsfByHand of(Chain chain, String client) {
    return new WwsfByHand(chain, client, Chain.CLIENT_SECRET);
  }

  /** The same client with another idea of its secret. */
  WwsfByHand withSecret(String other) {
    return new WwsfByHand(chain, client, other);
  }

  /** A good authorization request but for one parameter. */
  URI authorize(String changed, String value) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", client);
    query.put("redirect_uri", callback());
    query.put("scope", "openid ims.register");
    query.put("state", "af0ifjsldkj");
    query.put("code_challenge", challenge());
    query.put("code_challenge_method", "S256");
    query.put(changed, value);
    return chain
        .waf()
        .resolve(
            "/authorize?"
                + query.entrySet().stream()
                    .map(
                        field ->
                            field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&")));
  }

  private String callback() {
    return chain.wwsf() + "/callback";
  }

  private static String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Signs alice in at the WAF; the code it sends her back with. */
  String code() {
    Visitor visitor = chain.visitor(ALICE);
    HttpResponse<String> page = visitor.gets(authorize("state", "s"));
    HttpResponse<String> back =
        page.statusCode() / 100 == 3 ? page : visitor.fillsIn(page, "alice", Chain.PASSWORD);
    String query = Visitor.location(back).getQuery();
    return query.replaceFirst(".*\\bcode=([^&]*).*", "$1");
  }

  HttpResponse<String> exchange(String code, String verifier) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", callback());
    if (!verifier.isEmpty()) {
      form.put("code_verifier", verifier);
    }
    return posts("/token", form);
  }

  /** The tokens of a fresh sign-in. */
  JsonNode tokens() {
    return Chain.json(exchange(code(), VERIFIER));
  }

  HttpResponse<String> refresh(String token) {
    return posts("/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  HttpResponse<String> introspect(String token) {
    return posts("/introspect", Map.of("token", token));
  }

  HttpResponse<String> revoke(String token) {
    return posts("/revoke", Map.of("token", token));
  }

  /** A form of this client, which says who it is. */
  HttpResponse<String> posts(String path, Map<String, String> form) {
    String pair = client + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return chain
        .visitor(ALICE)
        .posts(
            chain.waf().resolve(path),
            form,
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }
}
