// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;

class DialogTest {
  private static final String OURS = "<sip:flow@192.0.2.1:5070;lr>";
  private static final String REASON = "SIP;cause=408";

  private final SIPRequest invite = OnwardTest.invite("Subject: x");

  @Test
  void aByeTowardsTheCalleeGoesByItsRouteSetWithoutUs() {
    SIPRequest bye = originating().bye(Side.CORE, REASON);

    assertThat(bye.getRequestURI()).hasToString("sip:phone@198.51.100.7:5062");
    assertThat(SipMessages.headers(bye, "Route"))
        .containsExactly("<sip:scscf.example.net;lr>", "<sip:term.example.net;lr>");
    assertThat(SipMessages.fromTag(bye)).hasValue("f1");
    assertThat(SipMessages.toTag(bye)).hasValue("t1");
    assertThat(SipMessages.cseq(bye)).isEqualTo(8);
    assertThat(SipMessages.header(bye, "Reason")).hasValue(REASON);
  }

  @Test
  void aByeTowardsTheCallerHasTheTagsTurnedRound() {
    SIPRequest bye = originating().bye(Side.ACCESS, REASON);

    assertThat(bye.getRequestURI().toString()).startsWith("sip:a@x.invalid");
    assertThat(SipMessages.fromTag(bye)).hasValue("t1");
    assertThat(SipMessages.toTag(bye)).hasValue("f1");
  }

  @Test
  void followsTheCSeqAndTheContactOfRequestsItSaw() {
    Dialog dialog = originating();
    SIPRequest reInvite = OnwardTest.invite("Subject: y");
    SipMessages.setHeader(reInvite, "CSeq", "20 INVITE");
    SipMessages.setHeader(reInvite, "Contact", "<sip:new@y.invalid>");

    dialog.relayed(Side.ACCESS, reInvite);

    assertThat(SipMessages.cseq(dialog.bye(Side.CORE, REASON))).isEqualTo(21);
    assertThat(dialog.bye(Side.ACCESS, REASON).getRequestURI()).hasToString("sip:new@y.invalid");
  }

  @Test
  void theRouteSetOfTheDialogReplacesTheOneTheBrowserWrote() {
    SIPRequest request = OnwardTest.invite("Route: <sip:victim.example.com;lr>");

    originating().route(Side.CORE, request);

    assertThat(SipMessages.headers(request, "Route"))
        .containsExactly("<sip:scscf.example.net;lr>", "<sip:term.example.net;lr>");
  }

  @Test
  void withoutARouteSetTheRequestGoesToTheRemoteTarget() {
    SIPResponse bare = ok("t1");
    SipMessages.removeHeaders(bare, "Record-Route");
    Dialog dialog = new Dialog(Side.ACCESS, invite, bare, OURS);
    SIPRequest request = OnwardTest.invite("Route: <sip:victim.example.com;lr>");

    dialog.route(Side.CORE, request);

    assertThat(SipMessages.hasHeader(request, "Route")).isFalse();
    assertThat(request.getRequestURI()).hasToString("sip:phone@198.51.100.7:5062");
  }

  @Test
  void theFinalResponseSettlesTheRouteSetTheProvisionalOneBegan() {
    Dialog dialog = originating();
    SIPResponse ok = ok("t1");
    SipMessages.setHeader(ok, "Record-Route", "<sip:other.example.net;lr>");
    SipMessages.setHeader(ok, "Contact", "<sip:phone@198.51.100.8>");

    dialog.confirmed(ok);

    SIPRequest bye = dialog.bye(Side.CORE, REASON);
    assertThat(SipMessages.headers(bye, "Route")).containsExactly("<sip:other.example.net;lr>");
    assertThat(bye.getRequestURI()).hasToString("sip:phone@198.51.100.8");
  }

  private Dialog originating() {
    return new Dialog(Side.ACCESS, invite, ok("t1"), OURS);
  }

  private SIPResponse ok(String tag) {
    SIPResponse ok = SipMessages.response(invite, 200, "OK");
    SipMessages.setHeader(ok, "To", "<sip:+15550199@ims.example.net>;tag=" + tag);
    SipMessages.setHeader(ok, "Contact", "<sip:phone@198.51.100.7:5062>");
    SipMessages.addHeader(ok, "Record-Route", "<sip:term.example.net;lr>");
    SipMessages.addHeader(ok, "Record-Route", "<sip:scscf.example.net;lr>");
    SipMessages.addHeader(ok, "Record-Route", OURS);
    return ok;
  }
}
