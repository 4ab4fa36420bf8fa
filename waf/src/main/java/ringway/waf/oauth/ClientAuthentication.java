// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpRequest;

/** Finds out which client is calling (RFC 6749 §2.3, RFC 7523, RFC 8705). */
final class ClientAuthentication {
  private static final Logger log = LoggerFactory.getLogger(ClientAuthentication.class);
  private static final String FAILED = "client authentication failed";

  private final Clients clients;
  private final Assertions assertions;
  private final ClientCertificates certificates;

  /** Compared with when there is no such client, so that both take the same time. */
  private final ClientCredential.SecretHash nobody = new ClientCredential.SecretHash("", "");

  ClientAuthentication(Clients clients, Assertions assertions, ClientCertificates certificates) {
    this.clients = clients;
    this.assertions = assertions;
    this.certificates = certificates;
  }

  Caller authenticate(HttpRequest request, Form form) {
    boolean header = request.header("Authorization").isPresent();
    boolean assertion =
        form.get("client_assertion").isPresent() || form.get("client_assertion_type").isPresent();
    if (form.get("client_secret").isPresent()) {
      throw refusal("client_secret in the body is not supported: use the Authorization header");
    }
    if (header && assertion) {
      // RFC 6749 §2.3: never more than one method in a request.
      throw new OAuthReject(
          OAuth2Error.INVALID_REQUEST, "the client authenticates in two ways at once");
    }
    Optional<X509Certificate> certificate = certificates.of(request);
    Client client =
        header
            ? bySecret(request.header("Authorization").orElseThrow())
            : assertion ? byAssertion(form) : byCertificate(form, certificate);
    if (form.get("client_id").filter(id -> !id.equals(client.id())).isPresent()) {
      throw new OAuthReject(
          OAuth2Error.INVALID_REQUEST, "client_id is not the client that authenticated");
    }
    return new Caller(client, certificate);
  }

  /** The same answer for an unknown client and for a wrong secret. */
  private Client bySecret(String header) {
    ClientSecretBasic basic;
    try {
      basic = ClientSecretBasic.parse(header);
    } catch (ParseException | IllegalArgumentException _) {
      throw refusal("the Authorization header is not of the Basic scheme");
    }
    Optional<Client> client = clients.withId(basic.getClientID().getValue());
    ClientCredential.SecretHash hash =
        client.map(Client::credential).orElse(nobody) instanceof ClientCredential.SecretHash found
            ? found
            : nobody;
    if (!hash.matches(basic.getClientSecret().getValue()) || client.isEmpty()) {
      log.warn("client refused client={}", client.map(Client::id).orElse("(unknown)"));
      throw refusal(FAILED);
    }
    return client.get();
  }

  private Client byAssertion(Form form) {
    PrivateKeyJWT jwt;
    try {
      jwt = PrivateKeyJWT.parse(form.fields());
    } catch (ParseException | IllegalArgumentException _) {
      throw refusal(
          "the client assertion cannot be read: it is a JWT signed with one of "
              + ForeignJwt.ALGORITHMS
              + ", of the type urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    }
    Client client = clients.withId(jwt.getClientID().getValue()).orElseThrow(() -> refusal(FAILED));
    try {
      assertions.check(client, form.require("client_assertion"));
      return client;
    } catch (ForeignJwt.Bad bad) {
      log.warn("client refused client={} reason={}", client.id(), bad.reason());
      throw refusal("the client assertion is not accepted: " + bad.reason());
    }
  }

  private Client byCertificate(Form form, Optional<X509Certificate> certificate) {
    if (certificate.isEmpty() || form.get("client_id").isEmpty()) {
      throw refusal(
          "the client did not authenticate: use a client assertion, a client certificate with"
              + " client_id, or Basic");
    }
    Optional<Client> client = form.get("client_id").flatMap(clients::withId);
    boolean matches =
        client.isPresent()
            && client.get().credential() instanceof ClientCredential.Certificate(var name, _)
            && name.isIn(certificate.get());
    if (!matches) {
      log.warn("client refused client={}", client.map(Client::id).orElse("(unknown)"));
      throw refusal("the certificate is not the one registered for this client");
    }
    return client.get();
  }

  private static OAuthReject refusal(String description) {
    return new OAuthReject(OAuth2Error.INVALID_CLIENT, description);
  }
}
