// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.TransactionState.Phase;
import ringway.epcscf.transaction.TransactionStep.Setting;

/** A server transaction. Everything but the accessors and {@link #trying} runs in its mailbox. */
final class ReceivedRequest implements ServerTransaction, TransactionDriver.Performer {
  private static final Logger log = LoggerFactory.getLogger(ReceivedRequest.class);

  private final SIPRequest request;
  private final SipLink link;
  private final TransactionLayer layer;
  private final TransactionKey key;
  private final Optional<TransactionKey> merged;
  private final TransactionDriver driver;

  /** In place of a 2xx, which is not repeated by the transaction but held by it for long. */
  private static final SIPResponse GONE = new SIPResponse();

  private final AtomicReference<@Nullable SIPResponse> last = new AtomicReference<>();
  private volatile @Nullable String tag;
  private @Nullable SIPResponse current;
  private @Nullable SIPRequest ack;

  ReceivedRequest(
      SIPRequest request,
      SipLink link,
      TransactionLayer layer,
      Mailboxes mailboxes,
      TransactionTimers timers) {
    this.request = request;
    this.link = link;
    this.layer = layer;
    this.key = TransactionKey.ofServer(request, link);
    this.merged = TransactionKey.ofMerged(request, link);
    boolean invite = request.getMethod().equals("INVITE");
    this.driver =
        new TransactionDriver(
            key.callId(),
            invite ? InviteServerMachine::step : RequestServerMachine::step,
            new Setting(timers, link.reliable()),
            invite ? Phase.PROCEEDING : Phase.TRYING,
            mailboxes,
            this);
  }

  TransactionKey key() {
    return key;
  }

  /** Under which its copies are known; empty within a dialog. */
  Optional<TransactionKey> merged() {
    return merged;
  }

  void start() {
    driver.handle(new TransactionEvent.Start());
  }

  /** 100 unless something has been answered; from any thread (RFC 3261 §17.2.1). */
  void trying() {
    SIPResponse trying = SipMessages.response(request, 100, "Trying");
    if (last.compareAndSet(null, trying)) {
      transmit(trying);
    }
  }

  void repeated() {
    driver.handle(new TransactionEvent.Request());
  }

  void acknowledged(SIPRequest message) {
    ack = message;
    driver.handle(new TransactionEvent.Ack());
    ack = null;
  }

  void transportFailed() {
    driver.handle(new TransactionEvent.TransportFailed());
  }

  /** The To tag given so far, for the answer to a CANCEL (RFC 3261 §9.2). */
  @Nullable String tagGiven() {
    return tag;
  }

  @Override
  public SIPRequest request() {
    return request;
  }

  @Override
  public SipLink link() {
    return link;
  }

  @Override
  public boolean finallyAnswered() {
    return driver.state().finallyAnswered();
  }

  @Override
  public void respond(SIPResponse response) {
    layer.inMailbox(
        key.callId(),
        () -> {
          current = response;
          driver.handle(new TransactionEvent.Response(response.getStatusCode()));
          current = null;
          if (driver.state().phase() == Phase.ACCEPTED) {
            last.set(GONE);
          }
        });
  }

  @Override
  public void perform(TransactionAction action) {
    switch (action) {
      case TransactionAction.SendResponse _ -> {
        SIPResponse response = current;
        if (response != null) {
          last.set(response);
          tag = response.getToTag();
          transmit(response);
        }
      }
      case TransactionAction.Resend _ -> {
        SIPResponse response = last.get();
        if (response != null) {
          transmit(response);
        }
      }
      case TransactionAction.PassAck _ -> {
        SIPRequest message = ack;
        if (message != null) {
          layer.passAck(message, link);
        }
      }
      default -> throw new IllegalStateException("not for a server: " + action);
    }
  }

  @Override
  public void terminated() {
    layer.ended(this);
  }

  private void transmit(SIPResponse response) {
    try {
      layer.transmit(response, link);
    } catch (LinkDown down) {
      log.info(
          "answer not sent call=\"{}\" peer=\"{}\" cause=\"{}\"",
          key.callId(),
          link.describe(),
          down.getMessage());
      layer.later(key.callId(), this::transportFailed);
    }
  }
}
