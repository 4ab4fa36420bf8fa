// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.awaitility.Awaitility.await;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;

/** Keeps what the listener hands on. */
final class RecordingReceiver implements SipReceiver {
  /** A message and where it came from. */
  record Arrived(SIPMessage message, SipLink from) {
    Flow flow() {
      return (Flow) from;
    }
  }

  final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  final List<SipLink> closed = new CopyOnWriteArrayList<>();

  Arrived next() {
    await().until(() -> !arrived.isEmpty());
    return arrived.remove();
  }

  @Override
  public void receive(SIPMessage message, byte[] wire, SipLink from) {
    arrived.add(new Arrived(message, from));
  }

  @Override
  public void linkClosed(SipLink link) {
    closed.add(link);
  }
}
