// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.actors.Subscriber.FENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.AnyCertificate;
import ringway.acceptance.actors.Visitor;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.GuestNetwork;
import ringway.acceptance.matrix.Covers;

/** Identities for people who have not signed in: TS 24.371 §6.1 scenario 3, TS 33.203 X.4. */
@ExtendWith(FlowExtension.class)
class WwsfPoolTest {
  @Test
  @Covers({"B04", "B10"})
  void wwsfAndWafCheckEachOthersCertificateAndTheVisitorNeedsNone(Chain chain) throws Exception {
    GuestNetwork guests = chain.guests(2, true);

    JsonNode access = visits(chain.visitor(ALICE), guests);

    String token = access.get("access_token").asText();
    assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("impi"))
        .isEqualTo(access.get("impi").asText());
    assertThat(SignedJWT.parse(token).getJWTClaimsSet().getIssuer())
        .isEqualTo(guests.waf().toString());
  }

  @Test
  @Covers("B05")
  void aWwsfWhoseCertificateTheWafDoesNotKnowGetsNoToken(Chain chain) {
    GuestNetwork guests = chain.guests(2, false);
    Visitor visitor = chain.visitor(ALICE);

    HttpResponse<String> answer = begins(visitor, guests);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  @Covers("C08")
  void aWwsfGetsNoPairOfAnothersPool(Chain chain) throws Exception {
    GuestNetwork guests = chain.guests(2, true);
    HttpResponse<String> answer =
        asks(guests, "/pool/lend", "holder=eve&pool=" + GuestNetwork.POOL);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Chain.json(answer).get("error").asText()).isEqualTo("access_denied");
    visits(chain.visitor(ALICE), guests);
    visits(chain.visitor(BOB), guests);
  }

  @Test
  @Covers("B06")
  void twoVisitorsHaveTwoPairs(Chain chain) {
    GuestNetwork guests = chain.guests(2, true);

    JsonNode first = visits(chain.visitor(ALICE), guests);
    JsonNode second = visits(chain.visitor(BOB), guests);

    assertThat(second.get("impi")).isNotEqualTo(first.get("impi"));
    assertThat(second.get("impus")).isNotEqualTo(first.get("impus"));
  }

  @Test
  @Covers("B07")
  void theThirdOfTwoIsRefusedCleanly(Chain chain) {
    GuestNetwork guests = chain.guests(2, true);
    visits(chain.visitor(ALICE), guests);
    visits(chain.visitor(BOB), guests);

    HttpResponse<String> third = begins(chain.visitor(FENCE), guests);

    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(Chain.json(third).get("error").asText()).isEqualTo("no_identity");
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(chain.visitor(FENCE).gets(guests.wwsf().resolve("/access")).statusCode())
        .isEqualTo(401);
  }

  @Test
  @Covers("B09")
  void aPairGivenBackIsNotGivenToAnybodyWhileItsOldTokenMayLive(Chain chain) {
    GuestNetwork guests = chain.guests(1, true);
    Visitor first = chain.visitor(ALICE);
    visits(first, guests);

    HttpResponse<String> left = posts(first, guests.wwsf(), "/logout");

    assertThat(left.statusCode()).isEqualTo(204);
    assertThat(first.gets(guests.wwsf().resolve("/access")).statusCode()).isEqualTo(401);
    assertThat(begins(chain.visitor(BOB), guests).statusCode()).isEqualTo(503);
  }

  @Test
  @Covers("B08")
  void aPairGivenBackIsGivenAgainWithANewTokenWhenItsOldTokenHasEnded(Chain chain)
      throws Exception {
    GuestNetwork guests = chain.guests(1, true);
    Visitor first = chain.visitor(ALICE);
    JsonNode before = visits(first, guests);
    assertThat(posts(first, guests.wwsf(), "/logout").statusCode()).isEqualTo(204);

    guests.wafGoesOn(Duration.ofMinutes(9)); // of the ten that a token lives
    assertThat(begins(chain.visitor(BOB), guests).statusCode()).isEqualTo(503);
    guests.wafGoesOn(Duration.ofMinutes(3));
    JsonNode after = visits(chain.visitor(BOB), guests);

    assertThat(after.get("impi")).isEqualTo(before.get("impi"));
    assertThat(after.get("impus")).isEqualTo(before.get("impus"));
    JWTClaimsSet old = claims(before);
    JWTClaimsSet fresh = claims(after);
    assertThat(fresh.getJWTID()).isNotEqualTo(old.getJWTID());
    // A registration ends with its token at the latest, and that was over before this one began.
    assertThat(fresh.getIssueTime()).isAfter(old.getExpirationTime());
    assertThat(introspects(guests, before)).contains("\"active\":false");
    assertThat(introspects(guests, after)).contains("\"active\":true");
  }

  @Test
  void signingOutEndsTheSessionAtTheWafToo(Chain chain) {
    GuestNetwork guests = chain.guests(1, true);
    Visitor alice = chain.visitor(ALICE);
    alice.signsIn(guests.wwsf(), ALICE.name(), Chain.PASSWORD);
    assertThat(alice.gets(guests.wwsf().resolve("/access")).statusCode()).isEqualTo(200);

    JsonNode answer = Chain.json(posts(alice, guests.wwsf(), "/logout"));
    HttpResponse<String> back = alice.gets(URI.create(answer.get("end_session").asText()));

    assertThat(Visitor.location(back)).isEqualTo(guests.wwsf().resolve("/"));
    assertThat(alice.follows(alice.gets(guests.wwsf().resolve("/login"))).body())
        .contains("name=\"password\"");
  }

  private static JWTClaimsSet claims(JsonNode access) throws ParseException {
    return SignedJWT.parse(access.get("access_token").asText()).getJWTClaimsSet();
  }

  private static String introspects(GuestNetwork guests, JsonNode access) throws Exception {
    return asks(guests, "/introspect", "token=" + access.get("access_token").asText()).body();
  }

  /** The client that may lend from no pool asks the WAF. */
  private static HttpResponse<String> asks(GuestNetwork guests, String path, String form)
      throws Exception {
    String credentials = GuestNetwork.OTHER_WWSF + ":" + Chain.CLIENT_SECRET;
    HttpRequest request =
        HttpRequest.newBuilder(guests.waf().resolve(path))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            credentials.replace(" ", "+").getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(AnyCertificate.context()).build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Begins without signing in; the access document. */
  static JsonNode visits(Visitor visitor, GuestNetwork guests) {
    assertThat(begins(visitor, guests).statusCode()).isEqualTo(204);
    HttpResponse<String> answer = visitor.gets(guests.wwsf().resolve("/access"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return Chain.json(answer);
  }

  private static HttpResponse<String> begins(Visitor visitor, GuestNetwork guests) {
    return posts(visitor, guests.wwsf(), "/visitor");
  }

  private static HttpResponse<String> posts(Visitor visitor, URI wwsf, String path) {
    return visitor.posts(wwsf.resolve(path), Map.of(), "Origin", wwsf.toString());
  }
}
