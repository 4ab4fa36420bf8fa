// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import io.micrometer.core.instrument.MeterRegistry;
import ringway.epcscf.transaction.SipReceiver;

/** The WebSocket server of W2. */
public final class W2Listener implements AutoCloseable {
  private W2Listener() {}

  public static W2Listener start(W2Config config, SipReceiver receiver, MeterRegistry metrics) {
    throw new UnsupportedOperationException();
  }

  public FlowTable flows() {
    throw new UnsupportedOperationException();
  }

  public int port() {
    throw new UnsupportedOperationException();
  }

  /** host:port by which WICs reach this node, for Record-Route. */
  public String advertised() {
    throw new UnsupportedOperationException();
  }

  /** Refuses new connections with 503 from now on; open ones go on. */
  public void drain() {
    throw new UnsupportedOperationException();
  }

  /** Closes all connections with 1001, so that clients reconnect elsewhere. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
