// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LadderTest {
  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

  private final Ladder ladder = new Ladder();

  @Test
  void columnsStandWicFirstAndTheGatewayBeforeTheCore() {
    ladder.add(Actor.CORE);
    ladder.add(Actor.EP_CSCF);
    ladder.add(Actor.wic("alice"));

    assertThat(ladder.actors()).containsExactly(Actor.wic("alice"), Actor.EP_CSCF, Actor.CORE);
  }

  @Test
  void tokensAreMaskedInBothSpellingsAndWhereverAJwtStands() {
    ladder.record(
        Actor.wic("alice"),
        Actor.EP_CSCF,
        "REGISTER",
        "Authorization: Bearer "
            + TOKEN
            + "\nAuthorization: Bearer access_token=\"opaque-secret\"\nX: "
            + TOKEN);

    String text = ladder.rungs().getFirst().text();
    assertThat(text)
        .contains("Bearer ***")
        .contains("access_token=\"***\"")
        .doesNotContain(TOKEN, "opaque-secret", "eyJ");
  }

  @Test
  void aChallengeIsNoToken() {
    String challenge = "WWW-Authenticate: Bearer realm=\"ims\", scope=\"ims.register\"";
    ladder.record(Actor.EP_CSCF, Actor.CORE, "401", challenge);

    assertThat(ladder.rungs().getFirst().text()).isEqualTo(challenge);
  }

  @Test
  void aFailureTellsTheStepAndTheLadderSoFar() {
    ladder.record(Actor.wic("alice"), Actor.EP_CSCF, "REGISTER sip:ims", "REGISTER");
    ladder.step("WIC alice sends REGISTER");
    ladder.step("core receives REGISTER");

    assertThat(ladder.failure("nothing came"))
        .hasMessageContaining("step 2, core receives REGISTER: nothing came")
        .hasMessageContaining("REGISTER sip:ims")
        .hasMessageContaining("WIC alice");
  }

  @Test
  void arrowsPointTheWayTheMessageWent() {
    ladder.record(Actor.wic("alice"), Actor.EP_CSCF, "INVITE", "INVITE");
    ladder.record(Actor.EP_CSCF, Actor.wic("alice"), "200 OK", "200 OK");

    String[] lines = LadderText.draw(ladder).split("\n");
    assertThat(lines[1]).contains("INVITE").contains("->|").doesNotContain("<");
    assertThat(lines[2]).contains("200 OK").contains("|<-").doesNotContain(">");
  }

  @Test
  void theDrawingIsWellFormedWhateverTheMessageHolds() throws Exception {
    ladder.record(Actor.wic("<a&b>"), Actor.EP_CSCF, "\"<&>\"", "]]> \u0000 \u001b & <script>");

    String svg = LadderSvg.draw(ladder);

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .contains("<script>");
  }
}
