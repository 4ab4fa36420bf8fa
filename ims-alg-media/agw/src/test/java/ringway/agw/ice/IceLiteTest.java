// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.peer.PeerStun;

class IceLiteTest {
  private static final IceCredentials LOCAL = IceCredentials.create();
  private static final InetSocketAddress SOURCE = address("192.0.2.1", 32853);

  /** RFC 5769 §2.1; its sender is in the controlled role. */
  private static final byte[] SAMPLE =
      HexFormat.of()
          .parseHex(
              "000100582112a442b7e7a701bc34d686fa87dfae"
                  + "802200105354554e207465737420636c69656e74"
                  + "002400046e0001ff"
                  + "80290008932ff9b151263b36"
                  + "000600096576746a3a68367659202020"
                  + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                  + "80280004e57a3bcf");

  private static final IceCredentials SAMPLE_USER =
      new IceCredentials("evtj", "VOkJxbRl1RmTxUk/WvJxBt");

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  private static StunRequest parse(byte[] message) {
    return StunRequest.parse(message, 0, message.length).orElseThrow();
  }

  private static PeerStun request() {
    return PeerStun.check("peer", LOCAL.ufrag(), false);
  }

  private static IceLite.Verdict verdict(PeerStun request) {
    return IceLite.check(parse(request.withFingerprint()), LOCAL, SOURCE);
  }

  @Test
  void theSampleRequestOfRfc5769IsAuthenticAndInConflictWithOurRole() {
    StunRequest request = parse(SAMPLE);
    assertThat(request.localUfrag()).contains("evtj");
    assertThat(request.integrityIsRight(SAMPLE_USER.key())).isTrue();
    IceLite.Verdict verdict = IceLite.check(request, SAMPLE_USER, SOURCE);
    assertThat(PeerStun.error(verdict.answer())).contains(487);
    assertThat(PeerStun.integrityFits(verdict.answer(), SAMPLE_USER.pwd())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 0001a147e112a643",
    "2001:db8:1234:5678:11:2233:4455:6677, 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
  })
  void mappedAddressesAreThoseOfRfc5769(String literal, String expected) {
    byte[] answer = StunAnswer.success(parse(SAMPLE), address(literal, 32853), SAMPLE_USER.key());
    assertThat(PeerStun.attributes(answer).get(PeerStun.XOR_MAPPED_ADDRESS))
        .isEqualTo(HexFormat.of().parseHex(expected));
  }

  @Test
  void aCheckIsAnsweredWithItsSourceAndOurIntegrity() {
    PeerStun request = request().integrity(LOCAL.pwd());
    IceLite.Verdict verdict = verdict(request);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            IceLite.Verdict.Valid.class, valid -> assertThat(valid.nominated()).isFalse());
    byte[] answer = verdict.answer();
    assertThat(PeerStun.type(answer)).isEqualTo(PeerStun.BINDING_SUCCESS);
    assertThat(PeerStun.transaction(answer)).isEqualTo(PeerStun.transaction(request.bytes()));
    assertThat(PeerStun.integrityFits(answer, LOCAL.pwd())).isTrue();
    assertThat(PeerStun.attributes(answer).keySet())
        .containsExactly(
            PeerStun.XOR_MAPPED_ADDRESS, PeerStun.MESSAGE_INTEGRITY, PeerStun.FINGERPRINT);
  }

  @Test
  void useCandidateNominates() {
    PeerStun request = PeerStun.check("peer", LOCAL.ufrag(), true).integrity(LOCAL.pwd());
    assertThat(verdict(request))
        .isInstanceOfSatisfying(
            IceLite.Verdict.Valid.class, valid -> assertThat(valid.nominated()).isTrue());
  }

  @Test
  void useCandidateAfterTheIntegrityCountsForNothing() {
    PeerStun request =
        request().integrity(LOCAL.pwd()).attribute(PeerStun.USE_CANDIDATE, new byte[0]);
    assertThat(verdict(request))
        .isInstanceOfSatisfying(
            IceLite.Verdict.Valid.class, valid -> assertThat(valid.nominated()).isFalse());
  }

  @Test
  void aWrongPasswordIsUnauthenticated() {
    byte[] answer = verdict(request().integrity("wrong")).answer();
    assertThat(PeerStun.error(answer)).contains(401);
    assertThat(PeerStun.attributes(answer)).doesNotContainKey(PeerStun.MESSAGE_INTEGRITY);
  }

  @Test
  void withoutCredentialsTheRequestIsBad() {
    assertThat(PeerStun.error(verdict(request()).answer())).contains(400);
    assertThat(
            PeerStun.error(
                verdict(new PeerStun(PeerStun.BINDING_REQUEST).integrity(LOCAL.pwd())).answer()))
        .contains(400);
  }

  @Test
  void whatMustBeUnderstoodAndIsNotIsNamed() {
    IceLite.Verdict verdict =
        verdict(request().attribute(0x7777, new byte[4]).integrity(LOCAL.pwd()));
    assertThat(PeerStun.error(verdict.answer())).contains(420);
    assertThat(PeerStun.attributes(verdict.answer()).get(PeerStun.UNKNOWN_ATTRIBUTES))
        .isEqualTo(new byte[] {0x77, 0x77});
    assertThat(PeerStun.integrityFits(verdict.answer(), LOCAL.pwd())).isTrue();
  }

  @Test
  void whatNeedNotBeUnderstoodIsIgnored() {
    assertThat(verdict(request().attribute(0xC070, new byte[6]).integrity(LOCAL.pwd())))
        .isInstanceOf(IceLite.Verdict.Valid.class);
  }

  @Test
  void anAnswerToAStrangerIsNotLongerThanHisRequestWithCredentials() {
    byte[] request = request().integrity("wrong").withFingerprint();
    assertThat(IceLite.unknownUser(parse(request)).answer().length).isLessThan(request.length);
  }

  @Test
  void aUserNameWithoutColonBelongsToNobody() {
    byte[] request =
        new PeerStun(PeerStun.BINDING_REQUEST)
            .attribute(PeerStun.USERNAME, LOCAL.ufrag().getBytes(StandardCharsets.UTF_8))
            .integrity(LOCAL.pwd())
            .withFingerprint();
    assertThat(parse(request).localUfrag()).isEmpty();
  }

  @Test
  void garbageNeverParsesAndNeverThrows() {
    byte[] sound = request().integrity(LOCAL.pwd()).withFingerprint();
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] broken = sound.clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(broken.length) : broken.length;
      if (!Arrays.equals(sound, 0, sound.length, broken, 0, length)) {
        assertThat(StunRequest.parse(broken, 0, length)).isEmpty();
      }
    }
  }

  @Test
  void credentialsDifferAndDoNotPrintTheirPassword() {
    IceCredentials other = IceCredentials.create();
    assertThat(other.ufrag()).isNotEqualTo(LOCAL.ufrag());
    assertThat(other.pwd()).isNotEqualTo(LOCAL.pwd());
    assertThat(LOCAL.toString()).doesNotContain(LOCAL.pwd());
  }
}
