// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.ok;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Reply;

/** The edge of the trust domain, in requests and responses both ways (TS 24.229 §4.4). */
@ExtendWith(FlowExtension.class)
class TrustDomainFlowTest {
  /** What the core says among its own, and a browser neither brings in nor sees. */
  private static final Map<String, String> OF_THE_CORE =
      Map.of(
          "P-Access-Network-Info", "3GPP-E-UTRAN-TDD;utran-cell-id-3gpp=1234567890",
          "Cellular-Network-Info", "3GPP-E-UTRAN-TDD;utran-cell-id-3gpp=1234567890",
          "P-User-Database", "<aaa://hss.home.example;transport=tcp>",
          "P-Profile-Key", "<sip:chat@home.example>",
          "P-Media-Authorization", "0020000100100101",
          "Restoration-Info", "noresponse");

  /** What is well known to a browser, but not to be said by one. */
  private static final Map<String, String> NOT_FROM_A_BROWSER =
      Map.of(
          "P-Asserted-Service", "urn:urn-7:3gpp-service.ims.icsi.mmtel",
          "P-Called-Party-ID", "<sip:alice@home.example>",
          "History-Info", "<sip:alice@home.example>;index=1",
          "Feature-Caps", "*;+g.3gpp.srvcc",
          "Resource-Share", "media-sharing");

  private static Draft with(Draft request, Map<String, String> headers) {
    Draft all = request;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.header(header.getKey(), header.getValue());
    }
    return all;
  }

  private static Reply with(Reply reply, Map<String, String> headers) {
    Reply all = reply;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.header(header.getKey(), header.getValue());
    }
    return all;
  }

  private static void without(Received received, Map<String, String> headers) {
    received.without(headers.keySet().toArray(String[]::new));
  }

  @Test
  @Covers("L10")
  void aBrowserBringsNothingOfTheCoreInAndSeesNothingOfIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(with(with(message("tel:+15550199"), OF_THE_CORE), NOT_FROM_A_BROWSER));
    Received asked = core.receives(message());
    without(asked, OF_THE_CORE);
    without(asked, NOT_FROM_A_BROWSER);
    core.answers(with(ok(), OF_THE_CORE));
    without(wic.receives(200), OF_THE_CORE);

    core.sends(with(message(wic.contact()), OF_THE_CORE));
    without(wic.receives(message()), OF_THE_CORE);
    wic.answers(with(with(ok(), OF_THE_CORE), NOT_FROM_A_BROWSER));
    Received answered = core.receives(200);
    without(answered, OF_THE_CORE);
    without(answered, NOT_FROM_A_BROWSER);
  }
}
