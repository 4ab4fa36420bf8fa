// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;

class DialogTest {
  private static final String OURS = "<sip:flow@192.0.2.1:5070;lr>";

  private final SIPRequest invite = OnwardTest.invite("Subject: x");

  @Test
  void aByeTowardsTheCalleeGoesByItsRouteSetWithoutUs() {
    SIPRequest bye = originating().own("BYE", Side.CORE);

    assertThat(bye.getRequestURI()).hasToString("sip:phone@198.51.100.7:5062");
    assertThat(SipMessages.headers(bye, "Route"))
        .containsExactly("<sip:scscf.example.net;lr>", "<sip:term.example.net;lr>");
    assertThat(SipMessages.fromTag(bye)).hasValue("f1");
    assertThat(SipMessages.toTag(bye)).hasValue("t1");
    assertThat(SipMessages.cseq(bye)).isEqualTo(8);
  }

  @Test
  void aByeTowardsTheCallerHasTheTagsTurnedRound() {
    SIPRequest bye = originating().own("BYE", Side.ACCESS);

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

    dialog.relay(Side.ACCESS, reInvite, SipMessages.copy(reInvite));

    assertThat(SipMessages.cseq(dialog.own("BYE", Side.CORE))).isEqualTo(21);
    assertThat(dialog.own("BYE", Side.ACCESS).getRequestURI()).hasToString("sip:new@y.invalid");
  }

  @Test
  void requestsOfOursMoveTheNumbersOfLaterOnesOn() {
    Dialog dialog = originating();
    dialog.own("PRACK", Side.CORE);
    dialog.own("UPDATE", Side.CORE);

    assertThat(relayed(dialog, "8 INVITE", "")).isEqualTo("10 INVITE");
    assertThat(SipMessages.cseq(dialog.own("UPDATE", Side.CORE))).isEqualTo(11);
    assertThat(relayed(dialog, "9 INFO", "")).isEqualTo("12 INFO");
    assertThat(SipMessages.cseq(dialog.own("BYE", Side.ACCESS))).isEqualTo(1);
  }

  @Test
  void anAckKeepsTheNumberOfItsInviteWhateverWeSentMeanwhile() {
    Dialog dialog = originating();
    dialog.own("PRACK", Side.CORE);
    assertThat(relayed(dialog, "7 ACK", "")).as("the first").isEqualTo("7 ACK");

    relayed(dialog, "8 INVITE", "");
    dialog.own("UPDATE", Side.CORE);

    assertThat(relayed(dialog, "8 ACK", "")).isEqualTo("9 ACK");
  }

  @Test
  void aPrackNamesTheInviteAsTheOtherSideKnowsIt() {
    Dialog dialog = originating();
    dialog.own("UPDATE", Side.CORE);
    relayed(dialog, "8 INVITE", "");
    SIPRequest prack = numbered("9 PRACK", "RAck: 4 8 INVITE");
    SIPRequest onward = SipMessages.copy(prack);

    dialog.relay(Side.ACCESS, prack, onward);

    assertThat(SipMessages.header(onward, "RAck")).hasValue("4 9 INVITE");
    assertThat(SipMessages.header(prack, "RAck")).hasValue("4 8 INVITE");
  }

  @Test
  void aNotifyNamesTheReferByTheNumberItCameWith() {
    Dialog dialog = originating();
    dialog.endedHere(Side.ACCESS);
    SIPRequest refer = numbered("9 REFER", "Refer-To: <sip:dora@ims.example.net>");
    SIPRequest sent = SipMessages.copy(refer);
    dialog.relay(Side.ACCESS, refer, sent);
    assertThat(SipMessages.cseq(sent)).isEqualTo(8);

    assertThat(event(dialog, "refer;id=8")).isEqualTo("refer;id=9");
    assertThat(event(dialog, "refer ; x=y;id=8;z")).isEqualTo("refer;x=y;id=9;z");
    assertThat(event(dialog, "refer;id=7")).isEqualTo("refer;id=7");
    assertThat(event(dialog, "refer")).isEqualTo("refer");
    assertThat(event(dialog, "dialog;id=8")).isEqualTo("dialog;id=8");
  }

  private static String event(Dialog dialog, String event) {
    SIPRequest notify = numbered("3 NOTIFY", "Event: " + event);
    SIPRequest onward = SipMessages.copy(notify);
    dialog.relay(Side.CORE, notify, onward);
    return SipMessages.header(onward, "Event").orElseThrow();
  }

  private static String relayed(Dialog dialog, String cseq, String extra) {
    SIPRequest request = numbered(cseq, extra);
    SIPRequest onward = SipMessages.copy(request);
    dialog.relay(Side.ACCESS, request, onward);
    assertThat(SipMessages.header(request, "CSeq")).as("untouched").hasValue(cseq);
    return SipMessages.header(onward, "CSeq").orElseThrow();
  }

  private static SIPRequest numbered(String cseq, String extra) {
    SIPRequest request = OnwardTest.invite(extra.isEmpty() ? "Subject: x" : extra);
    request.setMethod(cseq.split(" ")[1]);
    SipMessages.setHeader(request, "CSeq", cseq);
    return request;
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

    SIPRequest bye = dialog.own("BYE", Side.CORE);
    assertThat(SipMessages.headers(bye, "Route")).containsExactly("<sip:other.example.net;lr>");
    assertThat(bye.getRequestURI()).hasToString("sip:phone@198.51.100.8");
  }

  @Test
  void aCalleeThatJoinsADialogBegunForItIsKnownToEachSideByItsOwnName() {
    Dialog dialog = new Dialog(Side.CORE, invite, ok("ours"), OURS);
    dialog.joined(ok("theirs"));

    assertThat(SipMessages.fromTag(dialog.own("BYE", Side.CORE))).hasValue("ours");
    assertThat(SipMessages.toTag(dialog.own("BYE", Side.ACCESS))).hasValue("theirs");

    SIPRequest update = OnwardTest.invite("Subject: y");
    SipMessages.setHeader(update, "To", "<sip:+15550199@ims.example.net>;tag=ours");
    SIPRequest onward = SipMessages.copy(update);
    dialog.relay(Side.CORE, update, onward);
    assertThat(SipMessages.toTag(onward)).hasValue("theirs");

    SIPResponse back = SipMessages.response(onward, 200, "OK");
    dialog.rename(update, back);
    assertThat(SipMessages.toTag(back)).hasValue("ours");
    SIPResponse busy = ok("theirs");
    dialog.rename(invite, busy);
    assertThat(SipMessages.toTag(busy)).as("to the INVITE itself").hasValue("ours");
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
