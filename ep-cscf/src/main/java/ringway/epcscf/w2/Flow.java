// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import gov.nist.javax.sip.message.SIPMessage;
import java.net.InetSocketAddress;
import java.time.Instant;
import ringway.epcscf.transaction.SipLink;

/** One W2 connection. */
public final class Flow implements SipLink {
  /** Random, and never used again. */
  public String id() {
    throw new UnsupportedOperationException();
  }

  public Instant openedAt() {
    throw new UnsupportedOperationException();
  }

  public InetSocketAddress remote() {
    throw new UnsupportedOperationException();
  }

  /** Whether the connection is TLS up to us. */
  public boolean secure() {
    throw new UnsupportedOperationException();
  }

  /** Ends the connection with a WebSocket close code. */
  public void close(int code, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void send(SIPMessage message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean reliable() {
    return true;
  }

  @Override
  public String viaTransport() {
    return secure() ? "WSS" : "WS";
  }

  @Override
  public String viaSentBy() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String scope() {
    return id();
  }

  @Override
  public String describe() {
    return "flow " + id();
  }

  @Override
  public boolean open() {
    throw new UnsupportedOperationException();
  }
}
