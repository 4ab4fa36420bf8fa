// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import io.micrometer.core.instrument.MeterRegistry;
import javax.sip.address.SipURI;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;

/** The sockets of Mw. */
public final class CoreTransport implements AutoCloseable {
  private CoreTransport() {}

  public static CoreTransport start(MwConfig config, SipReceiver receiver, MeterRegistry metrics) {
    throw new UnsupportedOperationException();
  }

  /**
   * The link to a next hop, opened when it is a connection: may block.
   *
   * @param size bytes of the request to be sent; above 1300 TCP is taken when the URI leaves the
   *     choice, and UDP when TCP then cannot be had (RFC 3261 §18.1.1)
   * @throws ringway.epcscf.transaction.LinkDown when the host does not resolve or refuses
   */
  public SipLink linkTo(SipURI nextHop, int size) {
    throw new UnsupportedOperationException();
  }

  /** The configured way into the core. */
  public SipURI entryPoint() {
    throw new UnsupportedOperationException();
  }

  /** host:port by which the core reaches this node, for Path and Record-Route. */
  public String advertised() {
    throw new UnsupportedOperationException();
  }

  public int port() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
