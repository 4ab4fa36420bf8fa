// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.sip.SipMessages;

/** What names another call does so as its receiver knows that: RFC 3891, RFC 4538, RFC 3515. */
class DialogNamesTest {
  private final DialogNames names = new DialogNames();

  DialogNamesTest() {
    names.add("c1@host", "ours", "browsers");
  }

  private String translated(String header, String value, Side to) {
    SIPRequest request =
        SipMessages.request(
            "INVITE", "sip:bob@example.net", "<sip:a@b>;tag=1", "<sip:b@b>", "other", 1);
    SipMessages.setHeader(request, header, value);
    names.translate(request, to);
    return SipMessages.header(request, header).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "Replaces, c1@host;to-tag=ours;from-tag=theirs, c1@host;to-tag=browsers;from-tag=theirs",
    "Replaces, c1@host;from-tag=ours;to-tag=x;early-only,"
        + " c1@host;from-tag=browsers;to-tag=x;early-only",
    "Join, c1@host;to-tag=ours;from-tag=theirs, c1@host;to-tag=browsers;from-tag=theirs",
    "Target-Dialog, c1@host;local-tag=theirs;remote-tag=ours,"
        + " c1@host;local-tag=theirs;remote-tag=browsers",
    "Refer-To, <sip:d@e?Replaces=c1%40host%3Bto-tag%3Dours%3Bfrom-tag%3Dx&a=b>,"
        + " <sip:d@e?Replaces=c1%40host%3Bto-tag%3Dbrowsers%3Bfrom-tag%3Dx&a=b>",
  })
  void aCallIsNamedAsTheBrowserKnowsItAndBack(String header, String atCore, String atBrowser) {
    assertThat(translated(header, atCore, Side.ACCESS)).isEqualTo(atBrowser);
    assertThat(translated(header, atBrowser, Side.CORE)).isEqualTo(atCore);
  }

  @ParameterizedTest
  @CsvSource({
    "Replaces, c2@host;to-tag=ours;from-tag=theirs",
    "Replaces, c1@host;to-tag=others;from-tag=theirs",
    "Replaces, c1@host",
    "Refer-To, <tel:+15550199>",
    "Refer-To, <sip:d@e?Replaces=c1%40host%3Bto-tag%3Dothers>",
  })
  void allElseStaysAsItIs(String header, String value) {
    assertThat(translated(header, value, Side.ACCESS)).isEqualTo(value);
  }

  @Test
  void aCallThatHasEndedHasNoOtherName() {
    names.remove("c1@host");
    String value = "c1@host;to-tag=ours;from-tag=theirs";
    assertThat(translated("Replaces", value, Side.ACCESS)).isEqualTo(value);
  }
}
