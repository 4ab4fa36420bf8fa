// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

/** A user behind a trusted node: the peer speaks for both, as an eP-CSCF does on Mw. */
public final class Wic implements AutoCloseable {
  public final SipPeer peer;
  public final String name;
  private final Lab lab;

  public Wic(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
    peer = lab.trustedPeer();
  }

  public String impu() {
    return "sip:" + name + "@ims.example.net";
  }

  public String path() {
    return "<sip:" + name + "-flow@" + peer.hostPort() + ";lr>";
  }

  public String contact() {
    return "sip:" + name + "@browser.invalid;transport=ws";
  }

  /** A REGISTER as a trusted node sends it (TS 24.229 §5.2.6, TS 33.203 U.1). */
  public SipLines register(String callId, int cseq, String transport) {
    return SipLines.request("REGISTER", "sip:ims.example.net", peer, transport)
        .with("From", "<" + impu() + ">;tag=" + SipLines.id())
        .with("To", "<" + impu() + ">")
        .with("Call-ID", callId)
        .with("CSeq", cseq + " REGISTER")
        .with("Contact", "<" + contact() + ">;expires=600")
        .with("Path", path())
        .with("Supported", "path")
        .with("Require", "path")
        .with("P-Visited-Network-ID", "\"ims.example.net\"")
        .with("P-Charging-Vector", "icid-value=\"1\";orig-ioi=\"Type 1ims.example.net\"")
        .with(
            "Authorization",
            "Digest username=\""
                + name
                + "@ims.example.net\",realm=\"ims.example.net\",nonce=\"\","
                + "uri=\"sip:ims.example.net\",response=\"\",integrity-protected=\"auth-done\"");
  }

  public SipMessage register() {
    peer.send(register(SipLines.id(), 1, "UDP").toString());
    return peer.response(200, "REGISTER");
  }

  public void unregister() {
    peer.send(
        register(SipLines.id(), 1, "UDP")
            .without("Contact")
            .with("Contact", "*")
            .with("Expires", "0")
            .toString());
    peer.finalResponse("REGISTER");
  }

  /** A first request along the Service-Route, with the identity the trusted node asserts. */
  public SipLines originate(String method, String target, String callId, String tag) {
    return SipLines.request(method, target, peer)
        .with("Route", "<sip:orig@127.0.0.1:" + lab.port() + ";lr>")
        .with("From", "<" + impu() + ">;tag=" + tag)
        .with("To", "<" + target + ">")
        .with("Call-ID", callId)
        .with("CSeq", "1 " + method)
        .with("Contact", "<" + contact() + ">")
        .with("Record-Route", "<sip:" + name + "-leg@" + peer.hostPort() + ";lr>")
        .with("P-Asserted-Identity", "<" + impu() + ">");
  }

  /** A request within the dialog that {@code ok}, the answer to this caller's INVITE, made. */
  public SipLines within(SipMessage ok, String method, int cseq) {
    String target = ok.header("Contact").replaceAll(".*<(.*)>.*", "$1");
    SipLines request =
        SipLines.request(method, target, peer)
            .with("From", ok.header("From"))
            .with("To", ok.header("To"))
            .with("Call-ID", ok.header("Call-ID"))
            .with("CSeq", cseq + " " + method);
    // Reversed for the caller; the last entry then is our own and not sent.
    for (String route : ok.headers("Record-Route").reversed()) {
      if (!route.contains(peer.hostPort())) {
        request.with("Route", route);
      }
    }
    return request;
  }

  @Override
  public void close() {
    peer.close();
  }
}
