// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.stack.HopImpl;
import java.util.Optional;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ObjectInUseException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.address.Hop;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JAIN-SIP stack on one address, UDP and TCP. Transactions are the stack's (RFC 3261 §17),
 * dialogs are not used: proxy and phones keep the little dialog state they need.
 */
public final class SipEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SipEndpoint.class);
  private static final AtomicLong COUNT = new AtomicLong();
  // TS 24.229 §4.2A, RFC 3261 §18.1.1: larger requests go by TCP.
  private static final int UDP_LIMIT = 1300;
  private static final int VIA_BYTES = 90;

  private final String host;
  private final int port;
  private final LabStack stack;
  private final SipProvider provider;
  private final SignallingThread thread;

  private SipEndpoint(
      String host, int port, LabStack stack, SipProvider provider, SignallingThread thread) {
    this.host = host;
    this.port = port;
    this.stack = stack;
    this.provider = provider;
    this.thread = thread;
  }

  /**
   * @param port 0 takes any port that is free for UDP and TCP
   */
  public static SipEndpoint open(
      String name, String host, int port, SignallingThread thread, WireTap tap) {
    ListeningSockets sockets = ListeningSockets.open(name, host, port, tap);
    try {
      LabStack stack = new LabStack(properties(name), sockets);
      SipProvider provider =
          stack.createSipProvider(stack.createListeningPoint(host, sockets.port(), "udp"));
      provider.addListeningPoint(stack.createListeningPoint(host, sockets.port(), "tcp"));
      return new SipEndpoint(host, sockets.port(), stack, provider, thread);
    } catch (InvalidArgumentException | SipException e) {
      throw new IllegalStateException("the SIP stack does not start", e);
    }
  }

  private static Properties properties(String name) {
    Properties properties = new Properties();
    properties.setProperty("javax.sip.STACK_NAME", name + "-" + COUNT.incrementAndGet());
    properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
    properties.setProperty("javax.sip.ROUTER_PATH", PresetRouter.class.getName());
    String nist = "gov.nist.javax.sip.";
    properties.setProperty(nist + "AUTOMATIC_DIALOG_ERROR_HANDLING", "false");
    properties.setProperty(nist + "DELIVER_UNSOLICITED_NOTIFY", "true");
    properties.setProperty(nist + "STACK_LOGGER", StackLog.class.getName());
    properties.setProperty(nist + "SERVER_LOGGER", NoServerLog.class.getName());
    properties.setProperty(nist + "NETWORK_LAYER", TappedNetwork.class.getName());
    properties.setProperty(nist + "TIMER_CLASS_NAME", StackTimer.class.getName());
    // JAIN's threads call the listener at once, which only posts; one UDP thread keeps the order.
    properties.setProperty(nist + "REENTRANT_LISTENER", "true");
    properties.setProperty(nist + "THREAD_POOL_SIZE", "1");
    properties.setProperty(nist + "THREAD_PRIORITY", "5");
    properties.setProperty(nist + "MAX_MESSAGE_SIZE", "65536");
    properties.setProperty(nist + "MAX_CONNECTIONS", "1000");
    properties.setProperty(nist + "RECEIVE_UDP_BUFFER_SIZE", "1048576");
    properties.setProperty(nist + "SEND_UDP_BUFFER_SIZE", "1048576");
    return properties;
  }

  /** From here on messages are delivered. */
  public void serve(SipHandler handler) {
    try {
      provider.addSipListener(new StackListener(provider, thread, handler));
    } catch (TooManyListenersException e) {
      throw new IllegalStateException("serve() is called once", e);
    }
  }

  public int port() {
    return port;
  }

  public String hostPort() {
    return host + ":" + port;
  }

  public SignallingThread thread() {
    return thread;
  }

  /** Whether a URI of a Route or Request-URI names this endpoint. */
  public boolean isMine(SipURI uri) {
    int named = uri.getPort() < 0 ? 5060 : uri.getPort();
    return named == port && uri.getHost().equalsIgnoreCase(host);
  }

  /** RFC 3261 §16.6 step 7 and §18.1.1: top Route, else the Request-URI; TCP for large ones. */
  private static Hop hopOf(Request request) {
    Optional<SipURI> route = SipText.value(request, "Route").flatMap(SipText::sipUri);
    if (route.isEmpty() && !(request.getRequestURI() instanceof SipURI)) {
      throw new SipReject(416, "Unsupported URI Scheme");
    }
    SipURI next = route.orElseGet(() -> (SipURI) request.getRequestURI());
    String transport = next.getTransportParam();
    if (transport == null || !transport.equalsIgnoreCase("tcp")) {
      transport = request.toString().length() + VIA_BYTES > UDP_LIMIT ? "tcp" : "udp";
    }
    return new HopImpl(next.getHost(), next.getPort() < 0 ? 5060 : next.getPort(), transport);
  }

  /** Adds our Via and sends in a new transaction; empty when the next hop cannot be reached. */
  public Optional<ClientTransaction> send(Request request) {
    try {
      Hop hop = hopOf(request);
      request.addFirst(SipText.via(host, port, hop.getTransport()));
      PresetRouter.preset(request, hop);
      ClientTransaction transaction = provider.getNewClientTransaction(request);
      transaction.sendRequest();
      return Optional.of(transaction);
    } catch (SipException | RuntimeException e) {
      log.info("not sent method={} reason={}", request.getMethod(), e.toString());
      return Optional.empty();
    }
  }

  /** An ACK for a 2xx, which has no transaction. */
  public void sendAck(Request ack) {
    try {
      Hop hop = hopOf(ack);
      ack.addFirst(SipText.via(host, port, hop.getTransport()));
      PresetRouter.preset(ack, hop);
      provider.sendRequest(ack);
    } catch (SipException | RuntimeException e) {
      log.info("ACK not sent reason={}", e.toString());
    }
  }

  /** Cancels an INVITE that has got a provisional answer (RFC 3261 §9.1). */
  public void cancel(ClientTransaction invite) {
    try {
      Request cancel = invite.createCancel();
      Hop hop = (Hop) ((SIPMessage) invite.getRequest()).getApplicationData();
      PresetRouter.preset(cancel, hop);
      provider.getNewClientTransaction(cancel).sendRequest();
    } catch (SipException | RuntimeException e) {
      log.info("CANCEL not sent reason={}", e.toString());
    }
  }

  /** Drops a transaction whose peer will say nothing more; JAIN-SIP would keep it for ever. */
  public void forget(ClientTransaction transaction) {
    try {
      transaction.terminate();
    } catch (ObjectInUseException e) {
      log.debug("transaction not dropped reason={}", e.toString());
    }
  }

  public void answer(ServerTransaction transaction, Response response) {
    try {
      transaction.sendResponse(response);
    } catch (SipException | InvalidArgumentException | RuntimeException e) {
      log.info("answer not sent status={} reason={}", response.getStatusCode(), e.toString());
    }
  }

  /** A repeated or additional 2xx, whose transaction has ended (RFC 3261 §13.3.1.4, §16.7). */
  public void answerAgain(Response response) {
    try {
      provider.sendResponse(response);
    } catch (SipException | RuntimeException e) {
      log.info("answer not sent status={} reason={}", response.getStatusCode(), e.toString());
    }
  }

  /** Frees the port. Takes about a second: JAIN-SIP sleeps that long. */
  @Override
  public void close() {
    stack.stop();
  }
}
