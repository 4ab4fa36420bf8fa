// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;
import ringway.epcscf.transaction.TransactionLayer;

/** The ways into the core: which server, by which transport, and what to do when it fails. */
public final class CoreTransport implements AutoCloseable {
  /** One for all of Mw: an answer may come by another way than the request went. */
  static final String SCOPE = "mw";

  private static final Logger log = LoggerFactory.getLogger(CoreTransport.class);
  private static final Duration IDLE = Duration.ofMinutes(5);

  /** RFC 3261 §18.1.1: from here on a stream is asked for. */
  private static final int LARGE = 1300;

  /** Our Via is put on after the size has been taken. */
  private static final int VIA_BYTES = 120;

  private final List<SipURI> entryPoints;
  private final ServerLocator locator;
  private final TrustedPeers trusted;
  private final Standing standing;
  private final ListeningPoints points;
  private volatile List<Candidate> entered = List.of();
  private volatile Optional<String> unresolved = Optional.empty();

  private CoreTransport(
      MwConfig config, Duration idle, SipReceiver receiver, MeterRegistry metrics) {
    this.entryPoints = config.entryPointUris();
    this.trusted = new TrustedPeers(config, metrics);
    this.standing = new Standing(config.probe(), metrics, Clock.systemUTC());
    this.locator =
        new ServerLocator(
            new NameService(config.dns()),
            config.tls().spoken(),
            bound -> ThreadLocalRandom.current().nextInt(bound));
    this.points =
        ListeningPoints.open(config, idle, new MwInbox(receiver, trusted, metrics), metrics);
  }

  public static CoreTransport start(MwConfig config, SipReceiver receiver, MeterRegistry metrics) {
    return start(config, IDLE, receiver, metrics);
  }

  static CoreTransport start(
      MwConfig config, Duration idle, SipReceiver receiver, MeterRegistry metrics) {
    CoreTransport transport = new CoreTransport(config, idle, receiver, metrics);
    log.info("listening for the core at {}", transport.points);
    return transport;
  }

  /**
   * The link to a next hop, opened when it is a connection: may block. Of several servers the first
   * that can be reached and is not known to be down.
   *
   * @param size bytes of the request to be sent; above 1300 TCP is taken when the URI leaves the
   *     choice, and UDP when TCP then cannot be had (RFC 3261 §18.1.1)
   * @throws LinkDown when the host does not resolve or refuses
   */
  public SipLink linkTo(SipURI nextHop, int size) {
    List<String> causes = new ArrayList<>();
    for (Candidate candidate : candidates(nextHop)) {
      try {
        return open(candidate, size);
      } catch (LinkDown down) {
        causes.add(down.getMessage());
      }
    }
    throw new LinkDown(String.join("; ", causes));
  }

  /**
   * Sends a request into the core by its entry points: one that refuses with 503 or cannot be
   * reached is followed by the next (RFC 3263 §4.3).
   *
   * @throws LinkDown when none can be reached
   */
  public void enter(SIPRequest request, TransactionLayer transactions, ClientListener listener) {
    enter(Encoded.of(request), transactions, listener);
  }

  /** The same for what has been encoded already. */
  public void enter(Encoded request, TransactionLayer transactions, ClientListener listener) {
    enter(entryPoint(), request, Optional.empty(), transactions, listener);
  }

  /**
   * The same by the servers of any next hop. Once one has taken it up with a provisional response,
   * its word counts.
   *
   * @param limit how long each may say nothing at all
   * @return cancels the request, when it is an INVITE, wherever it is by then; to be called in the
   *     mailbox of its Call-ID
   * @throws LinkDown when none can be reached
   */
  public Runnable enter(
      SipURI nextHop,
      Encoded request,
      Optional<Duration> limit,
      TransactionLayer transactions,
      ClientListener listener) {
    Entering entering = new Entering(this, transactions, request, limit, listener);
    entering.begin(candidates(nextHop));
    return entering::cancel;
  }

  /** The servers of a URI, the best first; of all entry points when it is one of them. */
  private List<Candidate> candidates(SipURI uri) {
    List<Candidate> located = entryPoints.contains(uri) ? entries() : locator.locate(uri);
    for (Candidate candidate : located) {
      trusted.learn(candidate.address().getAddress());
    }
    return standing.inOrder(located);
  }

  /** The servers of all entry points, in order of preference. */
  List<Candidate> entries() {
    return entryPoints.size() == 1 ? soleEntry() : allEntries();
  }

  /** The usual case, without anything to merge. */
  private List<Candidate> soleEntry() {
    try {
      List<Candidate> found = List.copyOf(locator.locate(entryPoints.getFirst()));
      unresolved = Optional.empty();
      entered = found;
      return found;
    } catch (LinkDown down) {
      unresolved = Optional.ofNullable(down.getMessage());
      entered = List.of();
      throw down;
    }
  }

  private List<Candidate> allEntries() {
    Set<Candidate> found = new LinkedHashSet<>();
    List<String> causes = new ArrayList<>();
    for (SipURI uri : entryPoints) {
      try {
        found.addAll(locator.locate(uri));
      } catch (LinkDown down) {
        causes.add(down.getMessage());
      }
    }
    unresolved = found.isEmpty() ? Optional.of(String.join("; ", causes)) : Optional.empty();
    entered = List.copyOf(found);
    if (found.isEmpty()) {
      throw new LinkDown(String.join("; ", causes));
    }
    return entered;
  }

  /**
   * @throws LinkDown when it cannot be reached; its standing then suffers
   */
  SipLink open(Candidate candidate, int size) {
    try {
      return switch (candidate.transport()) {
        case UDP ->
            candidate.large() && size + VIA_BYTES > LARGE
                ? large(candidate)
                : points.udp().linkTo(candidate.address());
        case TCP -> points.tcp().to(candidate.address(), candidate.name());
        case TLS -> points.tls().to(candidate.address(), candidate.name());
      };
    } catch (LinkDown down) {
      standing.failed(candidate, down.getMessage());
      throw down;
    }
  }

  private SipLink large(Candidate candidate) {
    try {
      return points.tcp().to(candidate.address(), candidate.name());
    } catch (LinkDown down) {
      log.debug("UDP for a large request cause=\"{}\"", down.getMessage());
      return points.udp().linkTo(candidate.address());
    }
  }

  Standing standing() {
    return standing;
  }

  /** Watches the core's entry points and this node's own listening points from now on. */
  public AutoCloseable watch(
      MwConfig config, TransactionLayer transactions, MeterRegistry metrics) {
    CoreProbe probe = new CoreProbe(this, transactions, config.probe(), advertised());
    Watchdog watchdog = new Watchdog(points, trusted, config.watchdog(), metrics);
    probe.start();
    watchdog.start();
    points.watchedBy(watchdog);
    return () -> {
      probe.close();
      watchdog.close();
    };
  }

  /** Why this node cannot do its work on Mw, as far as known. */
  public Optional<String> problem() {
    if (unresolved.isPresent()) {
      return unresolved;
    }
    List<Candidate> known = entered;
    if (!known.isEmpty() && known.stream().allMatch(standing::isDown)) {
      return Optional.of("no entry point of the core answers: " + known);
    }
    return points.problem();
  }

  /** A URI that stands for all entry points of the core. */
  public SipURI entryPoint() {
    return entryPoints.getFirst();
  }

  /** host:port by which the core reaches this node, for Path and Record-Route. */
  public String advertised() {
    return points.udp().sentBy();
  }

  public int port() {
    return points.udp().address().getPort();
  }

  int tlsPort() {
    return points.tls().address().getPort();
  }

  @Override
  public void close() {
    points.close();
  }
}
