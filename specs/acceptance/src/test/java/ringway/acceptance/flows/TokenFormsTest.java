// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;

/** Reference tokens, encrypted tokens, pools, replay, and whose WAF vouches for whom. */
@ExtendWith(FlowExtension.class)
class TokenFormsTest {
  private static final int POLICY_VIOLATION = 1008;

  @TempDir private Path files;

  private String file(String name, String content) throws IOException {
    return "file:" + Files.writeString(files.resolve(name), content);
  }

  private Lab introspecting(Lab lab) throws IOException {
    return lab.withIssuer(
        "introspection", Map.of("client-id", "ep-cscf", "secret", file("secret", "of the lab")));
  }

  private static void registers(Lab lab, Wic wic, String token) {
    wic.sends(register().bearer(token));
    lab.core().receives(register()).withAuthDone(ALICE.impi()).nowhere(token);
    lab.core().answers(200);
    wic.receives(200);
  }

  private static void refused(Wic wic, String token) {
    wic.sends(register().bearer(token));
    wic.receives(401).matching("WWW-Authenticate", ".*error=\"invalid_token\".*").nowhere(token);
  }

  @Test
  @Covers("E12")
  void aReferenceTokenIsLookedUpAndAnInactiveOneRefused(Lab lab) throws IOException {
    introspecting(lab);

    refused(lab.wic(ALICE), "00000000-of-nobody");
    lab.core().receivesNothing();
    registers(lab, lab.wic(ALICE), lab.waf().reference(lab.waf().token(ALICE)));
  }

  @Test
  @Covers("E30")
  void whileTheWafIsDownARegistrationWaitsAndThoseThatAreStay(Lab lab) throws IOException {
    introspecting(lab);
    Wic bob = lab.registered(BOB);
    Wic alice = lab.wic(ALICE);
    lab.waf().goesAway(true);

    alice.sends(register().bearer(lab.waf().reference(lab.waf().token(ALICE))));
    alice.receives(503).with("Retry-After");
    lab.core().receivesNothing();
    bob.sends(message("tel:+15550199"));
    lab.core().receives(message());
    lab.core().answers(200);
    bob.receives(200);

    lab.waf().goesAway(false);
    registers(lab, alice, lab.waf().reference(lab.waf().token(ALICE)));
  }

  @Test
  @Covers("E12")
  void aReferenceTokenOfTheRealWafRegistersUntilItIsRevoked(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain, Chain.REFERENCE_CLIENT);
    String token = wwsf.tokens().get("access_token").asText();
    Wic alice = chain.wic(ALICE, chain.access(ALICE));
    alice.sends(register().bearer(token));
    alice.receives(200);

    assertThat(wwsf.revoke(token).statusCode()).isEqualTo(200);

    assertThat(alice.seesClose().code()).isEqualTo(POLICY_VIOLATION);
    refused(chain.wic(ALICE, chain.access(ALICE)), token);
  }

  @Test
  @Covers("E34")
  void anEncryptedTokenIsOpenedAndEncryptionAloneProvesNothing(Lab lab) throws IOException {
    ECKey own = TestWaf.newKey("edge");
    lab.with("tokens.decryption-keys", List.of(file("edge.jwk", own.toJSONString())));

    registers(lab, lab.wic(ALICE), lab.waf().token(ALICE).encryptedFor(own));
    refused(lab.wic(ALICE), lab.waf().token(ALICE).signedByStranger().encryptedFor(own));
    refused(lab.wic(ALICE), lab.waf().token(ALICE).encryptedFor(TestWaf.newKey("edge")));
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E16")
  void anImpiOutsideThePoolOfItsWwsfIsForbidden(Lab lab) {
    lab.withIssuer(
        "pools", Map.of("wwsf", List.of("alice@ims.example.net", "fence*@ims.example.net")));

    registers(lab, lab.wic(ALICE), lab.token(ALICE));
    Wic bob = lab.wic(BOB);
    bob.sends(register().bearer(lab.token(BOB)));
    bob.receives(403);
    Wic otherWwsf = lab.wic(ALICE);
    otherWwsf.sends(register().bearer(lab.waf().token(ALICE).claim("wwsf", "other").text()));
    otherWwsf.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E32")
  void aTokenSeenFromASecondClientIsRefusedWherePolicySaysSo(Lab lab) {
    lab.with("tokens.replay", "refuse");
    String token = lab.token(ALICE);
    Wic first = lab.wic(ALICE);

    try (LogLines log = LogLines.watch()) {
      registers(lab, first, token);
      refused(lab.wic(ALICE), token);
      assertThat(log.lines()).anyMatch(line -> line.contains("token used by a second client"));
    }
    registers(lab, first, token);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E32")
  void aTokenSeenFromASecondClientIsLoggedEvenWhereItMay(Lab lab) {
    String token = lab.token(ALICE);
    try (LogLines log = LogLines.watch()) {
      registers(lab, lab.wic(ALICE), token);
      registers(lab, lab.wic(ALICE), token);
      assertThat(log.lines())
          .anyMatch(line -> line.contains("token used by a second client"))
          .noneMatch(line -> line.contains(token));
    }
  }

  private static void registers(Chain chain, Map<String, Object> wafs, int answer) {
    Wic alice = chain.withThirdPartyWaf(wafs).wic(ALICE, chain.access(ALICE));
    alice.sends(register().bearer(chain.access(ALICE).get("access_token").asText()));
    alice.receives(answer);
  }

  @Test
  @Covers("E21")
  void aWafThatIsNotOnTheListOfTheHssRegistersNobody(Chain chain) {
    registers(chain, Map.of("allowed", List.of("https://waf.elsewhere.example")), 403);
  }

  @Test
  @Covers("E22")
  void aBarredWafRegistersNobody(Chain chain) {
    registers(chain, Map.of("barred", List.of(chain.waf().toString())), 403);
  }

  @Test
  @Covers("E23")
  void withoutAListAWafThatIsNotBarredRegisters(Chain chain) {
    registers(chain, Map.of(), 200);
  }

  @Test
  void aTokenIsNotTakenBeyondItsEnd(Lab lab) {
    lab.with("tokens.clock-skew", "0s");

    refused(lab.wic(ALICE), lab.waf().token(ALICE).expiringIn(Duration.ofSeconds(-1)).text());
  }
}
