// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.TransactionLayer;

/** Asks each entry point by OPTIONS whether it lives: any final answer says so. */
final class CoreProbe implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CoreProbe.class);

  private final CoreTransport transport;
  private final TransactionLayer transactions;
  private final ProbeConfig config;
  private final String sentBy;
  private final Thread thread;

  CoreProbe(
      CoreTransport transport, TransactionLayer transactions, ProbeConfig config, String sentBy) {
    this.transport = transport;
    this.transactions = transactions;
    this.config = config;
    this.sentBy = sentBy;
    this.thread = Thread.ofVirtual().name("mw-probe").unstarted(this::run);
  }

  void start() {
    if (config.wanted()) {
      thread.start();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        round();
        Thread.sleep(config.interval());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    List<Candidate> candidates;
    try {
      candidates = transport.entries();
    } catch (LinkDown down) {
      log.warn("no entry point of the core is known cause=\"{}\"", down.getMessage());
      return;
    }
    List<Thread> asking = new ArrayList<>();
    for (Candidate candidate : candidates) {
      asking.add(Thread.ofVirtual().name("mw-probe").start(() -> ask(candidate)));
    }
    for (Thread one : asking) {
      one.join();
    }
  }

  private void ask(Candidate candidate) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    try {
      Encoded options = Encoded.of(options(candidate));
      transactions.send(
          options,
          transport.open(candidate, options.size()),
          new ClientListener() {
            @Override
            public void response(SIPResponse response) {
              if (response.getStatusCode() >= 200) {
                answer.complete(response.getStatusCode());
              }
            }

            @Override
            public void failed(Failure failure) {
              if (failure == Failure.OVERLOAD) {
                answer.cancel(false); // nothing was asked
              } else {
                answer.completeExceptionally(new LinkDown(failure.name()));
              }
            }
          },
          Optional.empty());
      answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
      transport.standing().answered(candidate);
    } catch (TimeoutException _) {
      transport.standing().failed(candidate, "OPTIONS not answered");
    } catch (ExecutionException e) {
      transport.standing().failed(candidate, String.valueOf(e.getCause().getMessage()));
    } catch (CancellationException _) {
      log.debug("OPTIONS not sent for want of room server=\"{}\"", candidate);
    } catch (LinkDown _) {
      // its standing has been lowered
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private SIPRequest options(Candidate candidate) {
    String host =
        candidate.name().indexOf(':') >= 0 ? "[" + candidate.name() + "]" : candidate.name();
    String target = host + ":" + candidate.address().getPort();
    SIPRequest options =
        (SIPRequest)
            SipParser.parse(
                """
                OPTIONS sip:%1$s SIP/2.0
                Via: SIP/2.0/UDP %2$s;branch=%3$s
                Max-Forwards: 70
                From: <sip:%2$s>;tag=%4$s
                To: <sip:%1$s>
                Call-ID: %3$s
                CSeq: 1 OPTIONS
                Accept: application/sdp
                Content-Length: 0

                """
                    .formatted(target, sentBy, SipMessages.newBranch(), SipMessages.newTag())
                    .replace("\n", "\r\n"));
    SipMessages.removeHeaders(options, "Via");
    return options;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
