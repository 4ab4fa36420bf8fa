// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;

/** Emergency calls, looked for before anything is routed: TS 24.229 §5.2.10. */
@ExtendWith(FlowExtension.class)
class EmergencyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:service:sos",
        "urn:service:sos.fire",
        "URN:SERVICE:SOS",
        "tel:112;phone-context=ims.example.net",
        "sip:911@ims.example.net;user=phone",
      })
  @Covers("G22")
  void withoutAnECscfTheCallerIsSentToAnotherNetworkAndTheCoreHearsNothing(String uri, Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(invite(uri).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    wic.receives(380)
        .with("Content-Type", "application/3gpp-ims+xml")
        .with("P-Asserted-Identity")
        .says("<type>emergency</type>");
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G22")
  void anEmergencyIsServedBeforeARegistration(Lab lab) {
    Wic wic = lab.wic(ALICE);

    wic.sends(invite("urn:service:sos").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    wic.receives(380);
  }

  @ParameterizedTest
  @ValueSource(strings = {"urn:service:sos", "tel:112;phone-context=ims.example.net"})
  @Covers("G22")
  void withAnECscfTheCallGoesThereWithTheLocationOfTheCaller(String uri, Lab lab) {
    lab.with("emergency.e-cscf", "sip:e-cscf@127.0.0.1:" + lab.core().port());
    Wic wic = lab.registered(ALICE);

    wic.sends(
        invite(uri)
            .header("Geolocation", "<geo:52.5,13.4>")
            .sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received invite =
        lab.core()
            .receives(invite())
            .withOnly("Route", "<sip:e-cscf@127.0.0.1:" + lab.core().port() + ";lr>")
            .with("Geolocation", "<geo:52.5,13.4>")
            .with("P-Asserted-Identity", "<" + ALICE.impu() + ">");
    assertThat(invite.message().requestUri()).isEqualTo("urn:service:sos");
  }

  @Test
  void whatOnlyLooksLikeAnEmergencyIsRoutedAsEver(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(invite("tel:1120").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    core.receives(invite());
    wic.sends(message("tel:112;phone-context=ims.example.net"));
    core.receives(message());
  }
}
