// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFramingTest {
  private final List<String> messages = new ArrayList<>();
  private final StreamFraming framing =
      new StreamFraming(bytes -> messages.add(new String(bytes, StandardCharsets.UTF_8)));

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    framing.bytes(bytes, 0, bytes.length);
  }

  @Test
  void messagesAreCutByTheirLengthHoweverTheyArrive() {
    String first = "A sip:x SIP/2.0\r\nContent-Length: 5\r\n\r\nbödy";
    String second = "B sip:x SIP/2.0\r\nl: 0\r\n\r\n";
    for (String letter : (first + second).split("")) {
      feed(letter);
    }
    feed(second + first);

    assertThat(messages).containsExactly(first, second, second, first);
  }

  @Test
  void nothingIsReportedBeforeTheBodyIsWhole() {
    feed("A sip:x SIP/2.0\r\nContent-Length: 4\r\n\r\nbod");

    assertThat(messages).isEmpty();
  }

  @Test
  void anEndlessMessageIsCutAtTheLimit() {
    feed("A".repeat(70_000));

    assertThat(messages).hasSize(1);
  }
}
