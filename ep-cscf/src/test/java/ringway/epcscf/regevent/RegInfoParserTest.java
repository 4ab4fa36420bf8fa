// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.regevent.RegVersions.Order;
import ringway.epcscf.registration.ContactEvent;

class RegInfoParserTest {
  private static final String ROOT = "<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" ";

  private static RegInfo parse(String text) {
    return RegInfoParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsContactsWithTheirFlowAndPassesOverWhatItDoesNotKnow() {
    RegInfo info =
        parse(
            """
            <?xml version="1.0"?>
            <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" xmlns:g="urn:x" version="7" state="partial">
              <registration aor="sip:a@x.net" id="1" state="active">
                <contact id="2" state="terminated" event="rejected" callid="c" cseq="4" g:x="y">
                  <uri> sip:a@b.invalid;transport=ws </uri>
                  <display-name>A</display-name>
                  <unknown-param name="+sip.instance">"&lt;urn:uuid:1&gt;"</unknown-param>
                  <unknown-param name="reg-id">1</unknown-param>
                  <g:more><g:deep/></g:more>
                </contact>
              </registration>
            </reginfo>
            """);

    assertThat(info.version()).isEqualTo(7);
    assertThat(info.full()).isFalse();
    assertThat(info.registrations())
        .singleElement()
        .satisfies(
            element -> {
              assertThat(element.aor()).isEqualTo("sip:a@x.net");
              assertThat(element.terminated()).isFalse();
              assertThat(element.contacts())
                  .containsExactly(
                      new RegInfo.Contact(
                          "sip:a@b.invalid;transport=ws",
                          true,
                          Optional.of(ContactEvent.REJECTED),
                          Optional.empty(),
                          "c",
                          Optional.of(4L),
                          "<urn:uuid:1>",
                          "1"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<other/>",
        "<reginfo version=\"1\" state=\"full\"/>",
        ROOT + "state=\"full\"/>",
        ROOT + "version=\"x\" state=\"full\"/>",
        ROOT + "version=\"1\" state=\"half\"/>",
        ROOT + "version=\"1\" state=\"full\">",
        ROOT + "version=\"1\" state=\"full\"/><more/>",
        "<!DOCTYPE r [<!ENTITY e \"x\">]>" + ROOT + "version=\"1\" state=\"full\">&e;</reginfo>",
        "<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\">" + ROOT + "version=\"1\" state=\"full\"/>"
      })
  void refusesWhatIsNoReginfo(String text) {
    assertThatExceptionOfType(MalformedRegInfo.class).isThrownBy(() -> parse(text));
  }

  @Test
  void refusesDocumentsThatAreTooDeepOrTooLong() {
    String begin = ROOT + "version=\"1\" state=\"full\">";

    assertThatExceptionOfType(MalformedRegInfo.class)
        .isThrownBy(() -> parse(begin + "<a>".repeat(30) + "</a>".repeat(30) + "</reginfo>"));
    assertThatExceptionOfType(MalformedRegInfo.class)
        .isThrownBy(() -> parse(begin + " ".repeat(70_000) + "</reginfo>"));
  }

  @Test
  void documentsCountInTheirOrder() {
    RegVersions versions = new RegVersions();

    assertThat(versions.of(info(4, true))).isEqualTo(Order.NEXT);
    assertThat(versions.of(info(5, false))).isEqualTo(Order.NEXT);
    assertThat(versions.of(info(5, false))).isEqualTo(Order.STALE);
    assertThat(versions.of(info(4, true))).isEqualTo(Order.STALE);
    assertThat(versions.of(info(7, false))).isEqualTo(Order.GAP);
    assertThat(versions.of(info(9, true))).isEqualTo(Order.NEXT);
  }

  @Test
  void aPartialDocumentBeforeAnyFullOneLeavesAGap() {
    assertThat(new RegVersions().of(info(0, false))).isEqualTo(Order.GAP);
  }

  private static RegInfo info(long version, boolean full) {
    return new RegInfo(version, full, java.util.List.of());
  }
}
