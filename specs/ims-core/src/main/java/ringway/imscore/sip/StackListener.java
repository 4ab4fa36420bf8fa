// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what JAIN-SIP's threads deliver over to the signalling thread; the border of the stack. */
final class StackListener implements SipListener {
  private static final Logger log = LoggerFactory.getLogger(StackListener.class);

  private final SipProvider provider;
  private final SignallingThread thread;
  private final SipHandler handler;

  StackListener(SipProvider provider, SignallingThread thread, SipHandler handler) {
    this.provider = provider;
    this.thread = thread;
    this.handler = handler;
  }

  @Override
  public void processRequest(RequestEvent event) {
    Request request = event.getRequest();
    if (request.getMethod().equals(Request.ACK)) {
      thread.post(() -> handler.ack(request));
      return;
    }
    try {
      // Made here, not on the signalling thread: a repeated request must find it.
      ServerTransaction transaction = event.getServerTransaction();
      if (transaction == null) {
        transaction = provider.getNewServerTransaction(request);
      }
      ServerTransaction made = transaction;
      if (!thread.post(() -> dispatch(request, made))) {
        answerAtOnce(request, new SipReject(503, "Overloaded").with("Retry-After", "5"));
      }
    } catch (TransactionUnavailableException missingHeader) {
      // JAIN-SIP checks the mandatory headers here (RFC 3261 §8.1.1).
      answerAtOnce(request, new SipReject(400, "Bad Request"));
    } catch (SipException alreadyThere) {
      log.debug("repeated request method={}", request.getMethod());
    }
  }

  /** The one place where a refusal becomes an answer. */
  private void dispatch(Request request, ServerTransaction transaction) {
    try {
      handler.request(request, transaction);
    } catch (SipReject reject) {
      answer(transaction, SipText.response(request, reject));
    } catch (RuntimeException failure) { // border: the peer gets an answer in any case
      log.error("request failed method={}", request.getMethod(), failure);
      answer(transaction, SipText.response(request, 500));
    }
  }

  private static void answer(ServerTransaction transaction, Response response) {
    try {
      transaction.sendResponse(response);
    } catch (SipException | InvalidArgumentException | RuntimeException e) {
      log.info("refusal not sent status={} reason={}", response.getStatusCode(), e.toString());
    }
  }

  private void answerAtOnce(Request request, SipReject reject) {
    try {
      provider.sendResponse(SipText.response(request, reject));
    } catch (SipException | RuntimeException e) {
      log.info("refusal not sent status={} reason={}", reject.status(), e.toString());
    }
  }

  @Override
  public void processResponse(ResponseEvent event) {
    Response response = event.getResponse();
    Optional<ClientTransaction> transaction = Optional.ofNullable(event.getClientTransaction());
    thread.post(() -> handler.response(response, transaction));
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    if (!event.isServerTransaction()) {
      ClientTransaction transaction = event.getClientTransaction();
      thread.post(() -> handler.failed(transaction));
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    log.debug("I/O error peer={}:{}", event.getHost(), event.getPort());
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {}

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}
}
