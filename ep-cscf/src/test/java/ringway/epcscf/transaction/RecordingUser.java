// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.awaitility.Awaitility.await;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Keeps what it is told. */
final class RecordingUser implements TransactionUser {
  final Queue<ServerTransaction> requests = new ConcurrentLinkedQueue<>();
  final List<ServerTransaction> cancelled = new CopyOnWriteArrayList<>();
  final List<SIPRequest> acks = new CopyOnWriteArrayList<>();
  final List<SipLink> closed = new CopyOnWriteArrayList<>();
  final AtomicBoolean sawFailed = new AtomicBoolean();
  volatile Consumer<ServerTransaction> onRequest = _ -> {};
  volatile Consumer<SipLink> onLinkClosed = _ -> {};

  ServerTransaction nextRequest() {
    await().until(() -> !requests.isEmpty());
    return requests.remove();
  }

  @Override
  public void request(ServerTransaction transaction) {
    requests.add(transaction);
    onRequest.accept(transaction);
  }

  @Override
  public void cancelled(ServerTransaction invite, SIPRequest cancel) {
    cancelled.add(invite);
  }

  @Override
  public void ack(SIPRequest ack, SipLink from) {
    acks.add(ack);
  }

  @Override
  public void linkClosed(SipLink link) {
    closed.add(link);
    onLinkClosed.accept(link);
  }
}
