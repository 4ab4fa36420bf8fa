// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.request;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SipLogTest {
  private static final String PLAIN = request("REGISTER", "z9hG4bKa", "c1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer s3cret",
        "authorization :Bearer s3cret",
        "Authorization: Bearer access_token=\"s3cret\"",
        "Authorization:\r\n Bearer\r\n s3cret",
        "Authorization: Bearer a,\r\n access_token=s3cret",
        "Proxy-Authorization: Basic s3cret",
        "Authorization: Unknown x=s3cret",
        "Authorization: Digest username=\"a\", response=\"s3cret\", cnonce=\"c\"",
        "WWW-Authenticate: Digest realm=\"r\", ik=\"s3cret\", ck=\"s3cret\"",
        "Authentication-Info: rspauth=\"s3cret\"",
        "Contact: <sip:a@b;access_token=s3cret>",
        "a=ice-pwd:s3cret",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:s3cret"
      })
  void nothingSecretIsShown(String line) {
    String masked = SipLog.masked(PLAIN.replace("Contact:", line + "\r\nContact:"));

    assertThat(masked).doesNotContain("s3cret").contains("***").contains("Call-ID: c1");
  }

  @Test
  void whatIsNotSecretStays() {
    String line = "Authorization: Digest username=\"alice\", realm=\"r\", response=\"\"";

    assertThat(SipLog.masked(PLAIN.replace("Contact:", line + "\r\nContact:"))).contains(line);
  }

  @Test
  void aMessageIsOneLineAndItsTextMasked() {
    Logger logger = (Logger) LoggerFactory.getLogger("ringway.epcscf.messages");
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    logger.addAppender(events);
    logger.setLevel(Level.DEBUG);
    try {
      SipLog.received(
          SipParser.parse(PLAIN.replace("Contact:", "Authorization: Bearer s3cret\r\nContact:")),
          "flow f1");
    } finally {
      logger.detachAppender(events);
      logger.setLevel(before);
    }

    assertThat(events.list).hasSize(2);
    assertThat(events.list.getFirst().getFormattedMessage())
        .isEqualTo(
            "sip in peer=\"flow f1\" line=\"REGISTER sip:bob@ims.example.net SIP/2.0\" call=\"c1\""
                + " cseq=\"1 REGISTER\"");
    assertThat(events.list).noneMatch(e -> e.getFormattedMessage().contains("s3cret"));
  }
}
