// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;

/** What is written down of calls. */
@ExtendWith(FlowExtension.class)
class CallRecordTest {
  @TempDir Path dir;

  private JsonNode onlyLine(Path file) throws Exception {
    await().atMost(Patience.LIMIT).until(() -> Files.size(file) > 0);
    assertThat(Files.readAllLines(file)).hasSize(1);
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void aCallThatWasTalkedOverIsWrittenDownWithWhatPassed(Lab lab) throws Exception {
    Path file = dir.resolve("cdr.jsonl");
    lab.with("cdr.file", file.toString());
    StandingCall call = StandingCall.joined(lab);

    call.wic().sends(bye());
    lab.core().receives(bye());
    lab.core().answers(200);
    call.wic().receives(200);

    JsonNode line = onlyLine(file);
    assertThat(line.path("impi").asText()).isEqualTo("alice@ims.example.net");
    assertThat(line.path("to").asText()).isEqualTo("tel:+15550199");
    assertThat(line.path("outcome").asText()).isEqualTo("bye-access");
    assertThat(line.has("answered")).isTrue();
    for (String side : new String[] {"access", "core"}) {
      JsonNode heard = line.path("media").path(0).path(side);
      assertThat(heard.path("codec").asText()).as(side).isEqualTo("PCMA");
      assertThat(heard.path("packets-received").asLong()).as(side).isPositive();
      assertThat(heard.path("mos").asDouble()).as(side).isBetween(1.0, 4.5);
    }
  }

  @Test
  void aCallThatWasRefusedIsWrittenDownWithItsStatus(Lab lab) throws Exception {
    Path file = dir.resolve("cdr.jsonl");
    lab.with("cdr.file", file.toString());
    Wic wic = lab.registered(ALICE);

    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    lab.core().receives(invite());
    lab.core().answers(486);
    wic.receives(486);

    JsonNode line = onlyLine(file);
    assertThat(line.path("outcome").asText()).isEqualTo("failed-486");
    assertThat(line.has("answered")).isFalse();
    assertThat(line.path("seconds").asLong()).isZero();
  }
}
