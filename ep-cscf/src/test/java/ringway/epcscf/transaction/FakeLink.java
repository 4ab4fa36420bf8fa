// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.trace.Hop;

/** Keeps what it is to send, as it would be read on the other side. */
final class FakeLink implements SipLink {
  private final String scope;
  private final boolean reliable;
  private final List<SIPMessage> sent = new CopyOnWriteArrayList<>();
  private volatile boolean open = true;

  private FakeLink(String scope, boolean reliable) {
    this.scope = scope;
    this.reliable = reliable;
  }

  static FakeLink flow(String id) {
    return new FakeLink(id, true);
  }

  static FakeLink udp() {
    return new FakeLink("mw", false);
  }

  List<SIPMessage> sent() {
    return sent;
  }

  /** First lines without the version, for short assertions. */
  List<String> lines() {
    return sent.stream()
        .map(message -> message.getFirstLine().strip().replace("SIP/2.0 ", "").split(" ")[0])
        .toList();
  }

  void cut() {
    open = false;
  }

  @Override
  public void send(SIPMessage message, byte[] wire) {
    if (!open) {
      throw new LinkDown("cut");
    }
    sent.add(SipParser.parse(wire, Framing.STREAM));
  }

  @Override
  public boolean reliable() {
    return reliable;
  }

  @Override
  public String viaTransport() {
    return reliable ? "WS" : "UDP";
  }

  @Override
  public String viaSentBy() {
    return "node.example:5070";
  }

  @Override
  public String scope() {
    return scope;
  }

  @Override
  public Hop hop() {
    InetSocketAddress here = new InetSocketAddress("127.0.0.1", 1);
    return new Hop(reliable, viaTransport(), here, here, scope);
  }

  @Override
  public String describe() {
    return scope;
  }

  @Override
  public boolean open() {
    return open;
  }
}
