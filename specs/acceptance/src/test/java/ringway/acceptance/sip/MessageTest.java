// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageTest {
  private static final String REGISTER =
      """
      REGISTER sip:ims.example.net SIP/2.0
      v: SIP/2.0/TCP a.example;branch=z9hG4bKa1, SIP/2.0/WS b.invalid;branch=z9hG4bKb1
      Via: SIP/2.0/UDP c.example;branch=z9hG4bKc1
      Path: <sip:tok@e.example;lr;x="a,b">
      From: "Mira, M" <sip:mira@ims.example.net>;tag=f1
      t: <sip:mira@ims.example.net>
      Call-ID: abc
      CSeq: 7 REGISTER
      Contact: <sip:m@x.invalid;transport=ws>;
       expires=60
      Content-Length: 4

      body\
      """
          .replace("\n", "\r\n");

  @Test
  void listHeadersAreSplitAtTheirCommasOnly() {
    Message message = Message.parse(REGISTER);

    assertThat(message.values("Via")).hasSize(3);
    assertThat(message.values("Path")).containsExactly("<sip:tok@e.example;lr;x=\"a,b\">");
    assertThat(message.values("From")).hasSize(1);
  }

  @Test
  void compactNamesAndFoldedLinesAreUnderstood() {
    Message message = Message.parse(REGISTER);

    assertThat(message.header("To")).contains("<sip:mira@ims.example.net>");
    assertThat(Message.parameter(message.require("Contact"), "expires")).contains("60");
    assertThat(message.branch()).isEqualTo("z9hG4bKa1");
    assertThat(message.cseq()).isEqualTo(7);
    assertThat(message.body()).isEqualTo("body");
  }

  @Test
  void whatIsWrittenIsReadBackTheSame() {
    Message message = Message.parse(REGISTER);

    Message again = Message.parse(message.text());

    assertThat(again.start()).isEqualTo(message.start());
    assertThat(again.body()).isEqualTo(message.body());
    assertThat(again.header("Content-Length")).contains("4");
    assertThat(again.values("Via")).isEqualTo(message.values("Via"));
  }

  @Test
  void aTextWithoutAnEmptyLineIsNoMessage() {
    assertThatThrownBy(() -> Message.parse("BYE sip:a SIP/2.0\r\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void uriAndParametersOfAnAddressAreToldApart() {
    assertThat(Message.uriOf("\"A\" <sip:a@b;lr>;tag=1")).isEqualTo("sip:a@b;lr");
    assertThat(Message.uriOf("sip:a@b;tag=1")).isEqualTo("sip:a@b");
    assertThat(Message.parameter("<sip:a@b;lr>;tag=1", "lr")).isEmpty();
  }
}
