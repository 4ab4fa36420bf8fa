// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.trace.SipTap;

/** A transaction layer between a connection and a core that are not there. */
abstract class TransactionScene {
  /** T1 of 10 ms: timeouts after 640 ms. */
  static final TransactionTimers QUICK =
      new TransactionTimers(
          Duration.ofMillis(10),
          Duration.ofMillis(40),
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          Duration.ofMillis(50));

  /** Nothing fires by itself within a test. */
  static final TransactionTimers SLOW =
      new TransactionTimers(
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1));

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Mailboxes mailboxes = new Mailboxes(16, metrics);
  final RecordingUser user = new RecordingUser();
  final FakeLink flow = FakeLink.flow("f1");
  final FakeLink core = FakeLink.udp();

  @AfterEach
  void close() {
    mailboxes.close();
  }

  TransactionLayer layer(TransactionTimers timers) {
    return new TransactionLayer(user, SipTap.NONE, mailboxes, timers, metrics);
  }

  static void arrive(TransactionLayer layer, SIPMessage message, SipLink from) {
    layer.receive(message, SipMessages.bytes(message), from);
  }

  static SIPRequest invite(TransactionLayer layer, FakeLink link, ClientListener listener) {
    layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), link, listener);
    await().until(() -> link.sent().size() == 1);
    return (SIPRequest) link.sent().getFirst();
  }

  void mailboxFlushed(String key) {
    CountDownLatch reached = new CountDownLatch(1);
    mailboxes.queue(key, reached::countDown);
    awaitQuietly(reached);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
