// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.SipPeer;
import ringway.imscore.support.Wic;

/** TS 24.229 §5.4.1 and TS 33.203 annex U over real sockets. */
class RegistrationTest {
  private static Lab lab;
  private Wic alice;

  @BeforeAll
  static void start() {
    lab = new Lab(Map.of("EXPIRESMIN", "2s"));
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  @BeforeEach
  void meet() {
    alice = new Wic(lab, "alice");
  }

  @AfterEach
  void part() {
    alice.unregister();
    alice.close();
  }

  private JsonNode contactsOf(String impu) {
    for (JsonNode entry : lab.get("/registrations").get("registrations")) {
      if (entry.get("impu").asText().equals(impu)) {
        return entry.get("contacts");
      }
    }
    return Lab.json("[]");
  }

  private JsonNode contacts() {
    return contactsOf(alice.impu());
  }

  private SipMessage ask(SipLines register) {
    alice.peer.send(register.toString());
    return alice.peer.finalResponse("REGISTER");
  }

  private SipLines register() {
    return alice.register(SipLines.id(), 1, "UDP");
  }

  private SipLines registerContact(String contact) {
    return register().without("Contact").with("Contact", contact);
  }

  @Test
  void aTrustedNodesWordRegistersWithoutAChallenge() {
    SipMessage ok = ask(register());

    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.headers("Service-Route"))
        .containsExactly("<sip:orig@127.0.0.1:" + lab.port() + ";lr>");
    assertThat(ok.headers("P-Associated-URI"))
        .containsExactly("<sip:alice@ims.example.net>", "<tel:+15550101>");
    assertThat(ok.headers("Path")).containsExactly(alice.path());
    assertThat(ok.header("Contact")).startsWith("<" + alice.contact() + ">");
    assertThat(expires(ok.header("Contact"))).isBetween(595L, 600L);
    assertThat(ok.header("P-Charging-Vector")).contains("term-ioi=\"Type 1ims.example.net\"");
    assertThat(ok.header("WWW-Authenticate")).isEmpty();
  }

  private static long expires(String contact) {
    return Long.parseLong(contact.replaceAll(".*;expires=(\\d+).*", "$1"));
  }

  @Test
  void registrationWorksOverTcpToo() {
    alice.peer.sendTcp(alice.register(SipLines.id(), 1, "TCP").toString());

    assertThat(alice.peer.finalResponse("REGISTER").status()).isEqualTo(200);
  }

  @Test
  void theManagementPortShowsWhatWasRegisteredAndHow() {
    ask(register());

    JsonNode entries = lab.get("/registrations").get("registrations");
    assertThat(entries).hasSize(2);
    assertThat(entries.findValuesAsText("impu"))
        .containsExactly("sip:alice@ims.example.net", "tel:+15550101");
    JsonNode first = entries.get(0);
    assertThat(first.get("impi").asText()).isEqualTo("alice@ims.example.net");
    assertThat(first.get("auth_done").asBoolean()).isTrue();
    assertThat(first.get("authorization").asText())
        .contains("nonce=\"\"")
        .contains("response=\"\"")
        .contains("integrity-protected=\"auth-done\"");
    assertThat(first.get("path").get(0).asText()).isEqualTo(alice.path());
    assertThat(first.get("contacts").get(0).get("contact").asText()).isEqualTo(alice.contact());
  }

  @Test
  void theSameWordFromAnUntrustedAddressIsRefused() {
    try (SipPeer stranger = lab.untrustedPeer()) {
      stranger.send(register().toString().replace(alice.peer.hostPort(), stranger.hostPort()));

      SipMessage refusal = stranger.finalResponse("REGISTER");
      assertThat(refusal.status()).isEqualTo(403);
      assertThat(refusal.header("Warning")).contains("399").contains("127.0.0.2");
    }
    assertThat(contacts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no", "tls-pending", "ip-assoc-pending", "auth-done2"})
  void anyOtherMarkThanAuthDoneIsRefused(String mark) {
    String text = register().toString().replace("\"auth-done\"", "\"" + mark + "\"");
    alice.peer.send(text);

    SipMessage refusal = alice.peer.finalResponse("REGISTER");
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.header("Warning")).contains("auth-done");
    assertThat(contacts()).isEmpty();
  }

  @Test
  void noCredentialsAreRefused() {
    assertThat(ask(register().without("Authorization")).status()).isEqualTo(403);
  }

  @Test
  void anUnknownPrivateIdentityIsRefused() {
    alice.peer.send(register().toString().replace("\"alice@ims", "\"mallory@ims"));

    assertThat(alice.peer.finalResponse("REGISTER").status()).isEqualTo(403);
  }

  @Test
  void aPublicIdentityOfSomebodyElseIsRefused() {
    SipMessage refusal = ask(register().without("To").with("To", "<sip:bob@ims.example.net>"));

    assertThat(refusal.status()).isEqualTo(403);
    assertThat(contactsOf("sip:bob@ims.example.net")).isEmpty();
  }

  @Test
  void aRegisterWithoutVisitedNetworkIsRefused() {
    assertThat(ask(register().without("P-Visited-Network-ID")).status()).isEqualTo(400);
  }

  @Test
  void pathThatTheUserDoesNotSupportIsRefused() {
    assertThat(ask(register().without("Supported")).status()).isEqualTo(420);
  }

  @Test
  void anUnknownRequiredExtensionIsNamedInTheRefusal() {
    SipMessage refusal = ask(register().with("Require", "teleport"));

    assertThat(refusal.status()).isEqualTo(420);
    assertThat(refusal.header("Unsupported")).isEqualTo("teleport");
  }

  @Test
  void tooShortAWishIsAnsweredWithTheMinimum() {
    SipMessage refusal = ask(registerContact("<" + alice.contact() + ">;expires=1"));

    assertThat(refusal.status()).isEqualTo(423);
    assertThat(refusal.header("Min-Expires")).isEqualTo("2");
    assertThat(contacts()).isEmpty();
  }

  @Test
  void tooLongAWishIsCutToTheMaximum() {
    SipMessage ok = ask(registerContact("<" + alice.contact() + ">;expires=4294967295"));

    assertThat(expires(ok.header("Contact"))).isBetween(604_790L, 604_800L);
  }

  @Test
  void theExpiresHeaderCountsWhenTheContactNamesNone() {
    SipMessage ok = ask(registerContact("<" + alice.contact() + ">").with("Expires", "100"));

    assertThat(expires(ok.header("Contact"))).isBetween(95L, 100L);
  }

  @Test
  void aRefreshReplacesTheBindingAndItsPath() {
    String callId = SipLines.id();
    ask(alice.register(callId, 1, "UDP"));
    ask(
        alice
            .register(callId, 2, "UDP")
            .without("Path")
            .with("Path", "<sip:other@127.0.0.1:5999;lr>"));

    assertThat(contacts()).hasSize(1);
    assertThat(contacts().get(0).get("path").get(0).asText())
        .isEqualTo("<sip:other@127.0.0.1:5999;lr>");
  }

  @Test
  void anOlderCseqOfTheSameCallChangesNothing() {
    String callId = SipLines.id();
    ask(alice.register(callId, 5, "UDP"));

    SipMessage refusal =
        ask(
            alice
                .register(callId, 4, "UDP")
                .without("Path")
                .with("Path", "<sip:late@127.0.0.1:5999;lr>"));

    assertThat(refusal.status()).isEqualTo(500);
    assertThat(contacts().get(0).get("path").get(0).asText()).isEqualTo(alice.path());
  }

  @Test
  void severalContactsOfOneUserStandSideBySide() {
    ask(registerContact("<sip:alice@one.invalid>;expires=600"));
    SipMessage ok = ask(registerContact("<sip:alice@two.invalid>;expires=600"));

    assertThat(ok.headers("Contact")).hasSize(2);
    assertThat(contacts()).hasSize(2);
  }

  @Test
  void instanceAndRegIdNameAFlowWhateverTheContactUri() {
    String flow = ";reg-id=1;+sip.instance=\"<urn:uuid:a>\";expires=600";
    outbound("<sip:alice@one.invalid>" + flow);
    SipMessage ok = outbound("<sip:alice@two.invalid>" + flow);
    outbound("<sip:alice@three.invalid>" + flow.replace("reg-id=1", "reg-id=2"));

    assertThat(ok.header("Require")).isEqualTo("outbound");
    assertThat(contacts().findValuesAsText("contact"))
        .containsExactly("sip:alice@two.invalid", "sip:alice@three.invalid");
    assertThat(contacts().findValuesAsText("reg_id")).containsExactly("1", "2");
  }

  private SipMessage outbound(String contact) {
    return ask(
        registerContact(contact)
            .with("Supported", "outbound")
            .without("Path")
            .with("Path", alice.path().replace(";lr>", ";lr;ob>")));
  }

  @Test
  void outboundThroughAnEdgeThatDoesNotKeepFlowsIsRefused() {
    SipMessage refusal =
        ask(
            registerContact(
                    "<sip:alice@one.invalid>;reg-id=1;+sip.instance=\"<urn:uuid:a>\";expires=600")
                .with("Supported", "outbound"));

    assertThat(refusal.status()).isEqualTo(439);
  }

  @Test
  void expiresZeroRemovesThatContactOnly() {
    ask(registerContact("<sip:alice@one.invalid>;expires=600"));
    ask(registerContact("<sip:alice@two.invalid>;expires=600"));

    SipMessage ok = ask(registerContact("<sip:alice@one.invalid>;expires=0"));

    assertThat(ok.status()).isEqualTo(200);
    assertThat(contacts().findValuesAsText("contact")).containsExactly("sip:alice@two.invalid");
  }

  @Test
  void theLastDeregistrationGivesNoServiceRoute() {
    ask(register());

    SipMessage ok = ask(registerContact("<" + alice.contact() + ">;expires=0"));

    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.header("Service-Route")).isEmpty();
    assertThat(contacts()).isEmpty();
  }

  @Test
  void deregistrationOfWhatIsNotRegisteredGets481() {
    assertThat(ask(registerContact("<" + alice.contact() + ">;expires=0")).status()).isEqualTo(481);
  }

  @Test
  void theStarRemovesEverythingButOnlyWithExpiresZero() {
    ask(registerContact("<sip:alice@one.invalid>;expires=600"));
    ask(registerContact("<sip:alice@two.invalid>;expires=600"));

    assertThat(ask(registerContact("*")).status()).isEqualTo(400);
    assertThat(contacts()).hasSize(2);
    assertThat(ask(registerContact("*").with("Expires", "0")).status()).isEqualTo(200);
    assertThat(contacts()).isEmpty();
  }

  @Test
  void aQueryWithoutContactListsTheBindings() {
    ask(register());

    SipMessage ok = ask(register().without("Contact"));

    assertThat(ok.headers("Contact")).hasSize(1);
    assertThat(ok.header("Service-Route")).isNotEmpty();
  }

  @Test
  void aRegistrationThatIsNotRefreshedEnds() {
    ask(registerContact("<" + alice.contact() + ">;expires=2"));
    assertThat(contacts()).hasSize(1);

    await().atMost(Duration.ofSeconds(20)).until(() -> contacts().isEmpty());
  }

  @Test
  void atMostTenContactsAreKept() {
    for (int i = 0; i < 10; i++) {
      assertThat(ask(registerContact("<sip:alice@" + i + ".invalid>;expires=600")).status())
          .isEqualTo(200);
    }

    assertThat(ask(registerContact("<sip:alice@more.invalid>;expires=600")).status())
        .isEqualTo(403);
    assertThat(contacts()).hasSize(10);
  }
}
