// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.register;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.DigestAnswer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.KamailioLab;
import ringway.acceptance.matrix.Covers;

/** Scenario 1 (TS 33.203 X.2) at a real registrar that challenges. */
@ExtendWith(FlowExtension.class)
class KamailioDigestTest {
  private static KamailioLab digest(KamailioLab lab, String algorithm) {
    return lab.with("registration.schemes", List.of("bearer", "digest")).withDigest(algorithm);
  }

  private static String challenge(Wic wic) {
    wic.sends(register());
    return wic.receives(401).header("WWW-Authenticate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  @Covers("D01")
  void aWicThatKnowsItsPasswordIsRegistered(String algorithm, KamailioLab lab) {
    Wic wic = digest(lab, algorithm).wic(ALICE);
    DigestAnswer user = new DigestAnswer(ALICE.impi(), KamailioLab.PASSWORD);

    String challenge = challenge(wic);
    wic.sends(register().header("Authorization", user.toRegister(challenge)));

    wic.receives(200).with("P-Associated-URI", "<" + ALICE.impu() + ">").with("Service-Route");
  }

  @Test
  @Covers("D09")
  void aWrongPasswordIsChallengedAgainAndRegistersNobody(KamailioLab lab) {
    Wic wic = digest(lab, "SHA-256").wic(ALICE);
    DigestAnswer user = new DigestAnswer(ALICE.impi(), "not the password");

    String challenge = challenge(wic);
    wic.sends(register().header("Authorization", user.toRegister(challenge)));

    Received again = wic.receives(401);
    again.with("WWW-Authenticate").without("Service-Route");
  }

  @Test
  void aTokenStillRegistersWhereTheCoreChallengesTheOthers(KamailioLab lab) {
    Wic wic = digest(lab, "MD5").wic(ALICE);

    wic.sends(register().bearer(lab.token(ALICE)));

    wic.receives(200).with("Service-Route");
  }
}
