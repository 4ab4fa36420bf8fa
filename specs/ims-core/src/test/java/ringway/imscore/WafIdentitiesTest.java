// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.Wic;

/** TS 33.203 X.4.2.3 step 6.2: whose word a trusted node may bring. */
class WafIdentitiesTest {
  private static final String WAF = "https://waf.partner.example";

  private static int status(Map<String, String> settings, String entity) {
    try (Lab lab = new Lab(settings);
        Wic alice = new Wic(lab, "alice")) {
      SipLines register = alice.register(SipLines.id(), 1, "UDP");
      String text = register.toString();
      if (!entity.isEmpty()) {
        text =
            text.replace(
                "integrity-protected=\"auth-done\"",
                "integrity-protected=\"auth-done\",authorization-entity=\"" + entity + "\"");
        assertThat(text).contains(entity);
      }
      alice.peer.send(text);
      SipMessage answer = alice.peer.finalResponse("REGISTER");
      return answer.status();
    }
  }

  @Test
  void withoutAListAnyWafMayVouch() {
    assertThat(status(Map.of(), WAF)).isEqualTo(200);
  }

  @Test
  void aListAdmitsItsOwnOnlyAndTheOperatorsWaf() {
    Map<String, String> list = Map.of("WAFS_ALLOWED", "[\"" + WAF + "\"]");

    assertThat(status(list, WAF)).isEqualTo(200);
    assertThat(status(list, "https://waf.stranger.example")).isEqualTo(403);
    assertThat(status(list, "")).isEqualTo(200);
  }

  @Test
  void aBarredWafIsRefusedEvenWhenListed() {
    Map<String, String> both =
        Map.of("WAFS_ALLOWED", "[\"" + WAF + "\"]", "WAFS_BARRED", "[\"" + WAF + "\"]");

    assertThat(status(both, WAF)).isEqualTo(403);
  }
}
