// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.runtime.config.Secret;

/**
 * A WWSF that may ask for tokens, or an eP-CSCF that may ask about them.
 *
 * @param origins of pages that may read what the endpoints answer (CORS)
 * @param redirectUris compared character by character (RFC 9700 §2.1)
 * @param postLogoutRedirectUris where it may have the browser taken after a sign-out
 * @param scopes the most it may be given
 * @param pools names of the pools whose IMPI and IMPUs it may lend (TS 33.203 X.4.1 REQ 3.2)
 * @param mayIntrospect whether it may ask what any token is worth
 * @param mayExchange whether it may trade tokens of trusted issuers for ours (RFC 8693)
 */
public record Client(
    String id,
    ClientCredential credential,
    List<URI> origins,
    List<URI> redirectUris,
    List<URI> postLogoutRedirectUris,
    List<String> scopes,
    List<String> pools,
    TokenForm tokenForm,
    boolean mayIntrospect,
    boolean mayExchange) {

  public Client {
    if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a client id has 1 to 64 letters, digits or . _ -, found `" + id + "`");
    }
    for (URI uri : Stream.concat(redirectUris.stream(), postLogoutRedirectUris.stream()).toList()) {
      if (uri.getHost() == null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "a redirect URI is an absolute http or https address without fragment, found `"
                + uri
                + "`");
      }
    }
    for (URI origin : origins) {
      if (origin.getHost() == null
          || !origin.toString().equals(origin.getScheme() + "://" + origin.getRawAuthority())) {
        throw new IllegalArgumentException(
            "an origin is scheme, host and port only, found `" + origin + "`");
      }
    }
    for (String word : Stream.concat(scopes.stream(), pools.stream()).toList()) {
      if (!word.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,128}")) {
        throw new IllegalArgumentException(
            "a scope or pool name is printable ASCII without spaces, found `" + word + "`");
      }
    }
    origins = List.copyOf(origins);
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
    scopes = List.copyOf(scopes);
    pools = List.copyOf(pools);
  }

  /** A WWSF that shows a secret and gets JWTs. */
  public Client(String id, Secret secret, List<URI> redirectUris, List<String> scopes) {
    this(
        id,
        ClientCredential.SecretHash.of(secret),
        List.of(),
        redirectUris,
        List.of(),
        scopes,
        List.of(),
        TokenForm.JWT,
        false,
        false);
  }

  /** A client as it is written in the config file or sent to the admin API. */
  @JsonCreator
  public static Client written(
      @JsonProperty("id") String id,
      @JsonProperty("secret") Optional<Secret> secret,
      @JsonProperty("jwks") Optional<String> jwks,
      @JsonProperty("jwks-uri") Optional<URI> jwksUri,
      @JsonProperty("tls-client-auth") Optional<ClientCertificateRule> certificate,
      @JsonProperty("origins") Optional<List<URI>> origins,
      @JsonProperty("redirect-uris") Optional<List<URI>> redirectUris,
      @JsonProperty("post-logout-redirect-uris") Optional<List<URI>> postLogoutRedirectUris,
      @JsonProperty("scopes") Optional<List<String>> scopes,
      @JsonProperty("pools") Optional<List<String>> pools,
      @JsonProperty("token-form") Optional<TokenForm> tokenForm,
      @JsonProperty("may-introspect") Optional<Boolean> mayIntrospect,
      @JsonProperty("may-exchange") Optional<Boolean> mayExchange) {
    List<ClientCredential> credentials =
        Stream.<Optional<? extends ClientCredential>>of(
                secret.map(ClientCredential.SecretHash::of),
                jwks.map(ClientCredential.InlineKeys::new),
                jwksUri.map(ClientCredential.PublishedKeys::new),
                certificate.map(ClientCertificateRule::credential))
            .<ClientCredential>flatMap(Optional::stream)
            .toList();
    if (credentials.size() != 1) {
      throw new IllegalArgumentException(
          "client `" + id + "` needs exactly one of secret, jwks, jwks-uri and tls-client-auth");
    }
    return new Client(
        id,
        credentials.getFirst(),
        origins.orElse(List.of()),
        redirectUris.orElse(List.of()),
        postLogoutRedirectUris.orElse(List.of()),
        scopes.orElse(List.of()),
        pools.orElse(List.of()),
        tokenForm.orElse(TokenForm.JWT),
        mayIntrospect.orElse(false),
        mayExchange.orElse(false));
  }
}
