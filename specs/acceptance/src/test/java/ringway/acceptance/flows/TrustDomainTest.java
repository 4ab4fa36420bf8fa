// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.reply;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Reply;

/** The edge of the trust domain, header by header (TS 24.229 §4.4). */
@ExtendWith(FlowExtension.class)
class TrustDomainTest {
  private static final String NUMBER = "tel:+15550199";

  /** Marks what was said on the other side of the edge. */
  private static final String OUTSIDE = "stranger.example";

  private static final String INSIDE = "home.example";

  /** TS 24.229 §4.4.2 to §4.4.19, each with a value of its own grammar. */
  private static Map<String, String> headers(String host) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("P-Access-Network-Info", "IEEE-802.11;extension=\"" + host + "\"");
    headers.put("P-Charging-Vector", "icid-value=\"" + host + "\"");
    headers.put("P-Charging-Function-Addresses", "ccf=" + host);
    headers.put("P-Visited-Network-ID", "\"" + host + "\"");
    headers.put("P-User-Database", "<aaa://" + host + ">");
    headers.put("P-Served-User", "<sip:eve@" + host + ">");
    headers.put("P-Profile-Key", "<sip:chat@" + host + ">");
    headers.put("Restoration-Info", "noresponse;host=" + host);
    headers.put("Cellular-Network-Info", "3GPP-E-UTRAN-FDD;extension=\"" + host + "\"");
    return headers;
  }

  private static Map<String, String> fromOutside() {
    Map<String, String> headers = headers(OUTSIDE);
    headers.put("P-Asserted-Identity", "<sip:eve@" + OUTSIDE + ">");
    headers.put("P-Asserted-Service", "urn:urn-7:" + OUTSIDE);
    headers.put("P-Called-Party-ID", "<sip:eve@" + OUTSIDE + ">");
    headers.put("P-Associated-URI", "<sip:eve@" + OUTSIDE + ">");
    headers.put("P-Early-Media", "supported;host=" + OUTSIDE);
    headers.put("Feature-Caps", "*;+g.3gpp.atcf=\"<sip:" + OUTSIDE + ">\"");
    headers.put("Resource-Share", "no-media-sharing;host=" + OUTSIDE);
    headers.put("History-Info", "<sip:eve@" + OUTSIDE + ">;index=1");
    headers.put("Proxy-Authorization", "Digest username=\"eve\", realm=\"" + OUTSIDE + "\"");
    headers.put("Security-Verify", "tls;host=" + OUTSIDE);
    return headers;
  }

  private static Draft with(Map<String, String> headers, Draft draft) {
    Draft all = draft;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.header(header.getKey(), header.getValue());
    }
    return all;
  }

  private static Reply with(Map<String, String> headers, Reply reply) {
    Reply all = reply;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.header(header.getKey(), header.getValue());
    }
    return all;
  }

  private static final List<String> OF_THE_CORE_ALONE = List.copyOf(headers(INSIDE).keySet());

  @Test
  @Covers("L10")
  void nothingOfTheTrustDomainIsBroughtInByARequestOfAWic(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(with(fromOutside(), message(NUMBER).bearer(lab.token(ALICE))));

    core.receives(message())
        .nowhere(OUTSIDE)
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">")
        .with("P-Charging-Vector")
        .without("Authorization", "P-Called-Party-ID", "P-Served-User", "P-Profile-Key");
    core.answers(with(headers(INSIDE), reply(200)));
    wic.receives(200).nowhere(INSIDE).without(OF_THE_CORE_ALONE.toArray(String[]::new));
  }

  @Test
  @Covers("L10")
  void nothingOfTheTrustDomainGetsOutWithARequestOfTheCore(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    core.sends(with(headers(INSIDE), message(wic.contact())));

    wic.receives(message()).nowhere(INSIDE).without(OF_THE_CORE_ALONE.toArray(String[]::new));
    wic.answers(with(fromOutside(), reply(200)));
    core.receives(200).nowhere(OUTSIDE);
  }
}
