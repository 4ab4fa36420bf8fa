// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.text.ParseException;
import java.util.Optional;
import javax.sip.SipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.TransactionState.Phase;
import ringway.epcscf.transaction.TransactionStep.Machine;
import ringway.epcscf.transaction.TransactionStep.Setting;

/** A client transaction. Everything but the accessors runs in its mailbox. */
final class SentRequest implements ClientTransaction, TransactionDriver.Performer {
  private static final Logger log = LoggerFactory.getLogger(SentRequest.class);

  private record Outgoing(SIPRequest request, byte[] wire) {}

  private final boolean invite;
  private final SipLink link;
  private final TransactionLayer layer;
  private final TransactionKey key;
  private final TransactionDriver driver;

  /** Let go as soon as it is neither repeated nor cancelled: a call's timer M goes on for long. */
  private Optional<Outgoing> outgoing;

  /** Let go as soon as nothing is delivered any more. */
  private Optional<ClientListener> listener;

  private Optional<SIPResponse> current = Optional.empty();
  private Optional<SIPRequest> ack = Optional.empty();
  private boolean heard;
  private boolean provisionalSeen;
  private boolean cancelWanted;
  private boolean cancelSent;

  SentRequest(
      SIPRequest request,
      byte[] wire,
      SipLink link,
      ClientListener listener,
      TransactionLayer layer,
      Mailboxes mailboxes,
      TransactionTimers timers) {
    this.invite = request.getMethod().equals("INVITE");
    this.outgoing = Optional.of(new Outgoing(request, wire));
    this.listener = Optional.of(listener);
    this.link = link;
    this.layer = layer;
    this.key = TransactionKey.ofClient(request, link);
    Machine machine = invite ? InviteClientMachine::step : RequestClientMachine::step;
    this.driver =
        new TransactionDriver(
            key.callId(),
            machine,
            new Setting(timers, link.reliable()),
            Phase.TRYING,
            mailboxes,
            this);
  }

  TransactionKey key() {
    return key;
  }

  void start() {
    driver.handle(new TransactionEvent.Start());
  }

  void received(SIPResponse response) {
    heard = true;
    current = Optional.of(response);
    driver.handle(new TransactionEvent.Response(response.getStatusCode()));
    current = Optional.empty();
    provisionalSeen |= response.getStatusCode() < 200;
    if (cancelWanted) {
      sendCancel();
    }
    switch (driver.state().phase()) {
      case COMPLETED -> {
        outgoing = Optional.empty();
        listener = Optional.empty();
      }
      case ACCEPTED -> outgoing = Optional.empty();
      case TRYING, PROCEEDING, CONFIRMED, TERMINATED -> {}
    }
  }

  void failUnlessAnswered() {
    if (!heard) {
      transportFailed();
    }
  }

  void transportFailed() {
    driver.handle(new TransactionEvent.TransportFailed());
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
  public void cancel() {
    layer.inMailbox(
        key.callId(),
        () -> {
          cancelWanted = invite;
          sendCancel();
        });
  }

  /** RFC 3261 §9.1: not before a provisional response has come. */
  private void sendCancel() {
    if (!cancelWanted || cancelSent || !provisionalSeen || finallyAnswered()) {
      return;
    }
    cancelSent = true;
    try {
      layer.sendCancel(outgoing.orElseThrow().request().createCancelRequest(), link);
    } catch (SipException e) {
      throw new IllegalStateException("CANCEL cannot be made", e);
    }
    driver.handle(new TransactionEvent.Cancelled());
  }

  @Override
  public void perform(TransactionAction action) {
    switch (action) {
      case TransactionAction.SendRequest _ ->
          outgoing.ifPresent(sent -> transmit(sent.request(), sent.wire()));
      case TransactionAction.SendAck _ -> {
        SIPRequest message = ack();
        transmit(message, SipMessages.bytes(message));
      }
      case TransactionAction.SendCancel _ -> {
        cancelWanted = true;
        sendCancel();
      }
      case TransactionAction.Deliver _ -> deliver();
      case TransactionAction.Fail fail -> listener.ifPresent(told -> told.failed(fail.failure()));
      default -> throw new IllegalStateException("not for a client: " + action);
    }
  }

  @Override
  public void terminated() {
    layer.ended(this);
  }

  private void transmit(SIPRequest message, byte[] wire) {
    try {
      layer.transmit(message, wire, link);
    } catch (LinkDown down) {
      log.info(
          "not sent call=\"{}\" peer=\"{}\" cause=\"{}\"",
          key.callId(),
          link.describe(),
          down.getMessage());
      // Queued, for the listener must not be called before send() has returned.
      layer.later(key.callId(), this::transportFailed);
    }
  }

  /** RFC 3261 §17.1.1.3. */
  private SIPRequest ack() {
    if (ack.isEmpty()) {
      try {
        SIPResponse refusal = current.orElseThrow();
        ack = Optional.of(outgoing.orElseThrow().request().createErrorAck((To) refusal.getTo()));
      } catch (SipException | ParseException e) {
        throw new IllegalStateException("ACK cannot be made", e);
      }
    }
    return ack.get();
  }

  private void deliver() {
    SIPResponse response = current.orElseThrow();
    if (response.getStatusCode() > 100) {
      SipMessages.removeFirst(response, "Via");
      listener.ifPresent(told -> told.response(response));
    }
  }
}
