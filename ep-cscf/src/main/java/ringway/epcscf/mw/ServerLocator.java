// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import javax.sip.address.SipURI;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.SRVRecord;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.transaction.LinkDown;

/** From a SIP URI to the servers to try, in this order: RFC 3263 §4. Blocks. Thread-safe. */
final class ServerLocator {
  /** What an answer of many records may lead to at most. */
  private static final int MAX_CANDIDATES = 32;

  private static final Map<String, Transport> SERVICES =
      Map.of("SIP+D2U", Transport.UDP, "SIP+D2T", Transport.TCP, "SIPS+D2T", Transport.TLS);

  private final NameService names;
  private final Set<Transport> spoken;
  private final IntUnaryOperator random;

  /**
   * @param tls whether this node can speak TLS
   * @param random a number below the one given
   */
  ServerLocator(NameService names, boolean tls, IntUnaryOperator random) {
    this.names = names;
    this.spoken = tls ? EnumSet.allOf(Transport.class) : EnumSet.of(Transport.UDP, Transport.TCP);
    this.random = random;
  }

  /** What is sought: the host as the URI has it, and whether every hop must be TLS. */
  private record Quest(String host, boolean secure) {}

  /**
   * @throws LinkDown when there is none
   */
  List<Candidate> locate(SipURI uri) {
    // RFC 3261 §19.1.1: maddr comes before the host.
    String host = bare(uri.getMAddrParam() == null ? uri.getHost() : uri.getMAddrParam());
    Quest quest = new Quest(host, uri.isSecure());
    Optional<Transport> asked = asked(uri);
    List<Candidate> found =
        isAddress(host) || uri.getPort() > 0
            ? direct(quest, asked, uri.getPort())
            : asked
                .map(transport -> bySrv(quest, transport, false))
                .filter(list -> !list.isEmpty())
                .or(() -> asked.isPresent() ? Optional.empty() : Optional.of(byNaptr(quest)))
                .filter(list -> !list.isEmpty())
                .orElseGet(() -> direct(quest, asked, -1));
    if (found.isEmpty()) {
      throw new LinkDown(host + " does not resolve");
    }
    return found.subList(0, Math.min(found.size(), MAX_CANDIDATES));
  }

  private Optional<Transport> asked(SipURI uri) {
    String text = Optional.ofNullable(uri.getTransportParam()).orElse("").toUpperCase(Locale.ROOT);
    Optional<Transport> asked =
        switch (text) {
          case "" -> uri.isSecure() ? Optional.of(Transport.TLS) : Optional.empty();
          case "UDP" -> Optional.of(Transport.UDP);
          case "TCP" -> Optional.of(uri.isSecure() ? Transport.TLS : Transport.TCP);
          case "TLS" -> Optional.of(Transport.TLS);
          default -> throw new LinkDown("no transport " + text + " towards the core");
        };
    if (uri.isSecure() && asked.filter(Transport.UDP::equals).isPresent()) {
      throw new LinkDown("sips over UDP cannot be");
    }
    if (asked.filter(transport -> !spoken.contains(transport)).isPresent()) {
      throw new LinkDown("no TLS towards the core for " + uri.getHost() + ": see mw.tls");
    }
    return asked;
  }

  /** §4.1: an address or a port ends the search for services. */
  private List<Candidate> direct(Quest quest, Optional<Transport> asked, int port) {
    Transport transport = asked.orElse(quest.secure() ? Transport.TLS : Transport.UDP);
    return at(
        quest, transport, quest.host(), port > 0 ? port : transport.defaultPort(), asked.isEmpty());
  }

  private List<Candidate> at(
      Quest quest, Transport transport, String host, int port, boolean large) {
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return List.of(
          new Candidate(
              transport, new InetSocketAddress(literal.get(), port), quest.host(), large));
    }
    return names.addresses(host).stream()
        .map(a -> new Candidate(transport, new InetSocketAddress(a, port), quest.host(), large))
        .toList();
  }

  private List<Candidate> byNaptr(Quest quest) {
    List<Candidate> found = new ArrayList<>();
    names.naptr(quest.host()).stream()
        .filter(record -> record.getFlags().equalsIgnoreCase("s"))
        .filter(record -> service(record).filter(spoken::contains).isPresent())
        .filter(record -> !quest.secure() || service(record).equals(Optional.of(Transport.TLS)))
        .sorted(
            Comparator.comparingInt(NAPTRRecord::getOrder)
                .thenComparingInt(NAPTRRecord::getPreference))
        .forEach(
            record ->
                found.addAll(
                    targets(
                        quest,
                        service(record).orElseThrow(),
                        record.getReplacement().toString(),
                        false)));
    if (found.isEmpty()) {
      // §4.1: without NAPTR the SRV records of every transport spoken are asked for.
      spoken.forEach(transport -> found.addAll(bySrv(quest, transport, true)));
    }
    return found;
  }

  private static Optional<Transport> service(NAPTRRecord record) {
    return Optional.ofNullable(SERVICES.get(record.getService().toUpperCase(Locale.ROOT)));
  }

  private List<Candidate> bySrv(Quest quest, Transport transport, boolean large) {
    String service =
        switch (transport) {
          case UDP -> "_sip._udp.";
          case TCP -> "_sip._tcp.";
          case TLS -> "_sips._tcp.";
        };
    return targets(quest, transport, service + quest.host(), large);
  }

  private List<Candidate> targets(Quest quest, Transport transport, String name, boolean large) {
    List<Candidate> found = new ArrayList<>();
    for (SRVRecord record : inOrder(names.srv(name))) {
      if (found.size() >= MAX_CANDIDATES || record.getTarget().labels() <= 1) {
        break; // RFC 2782: a target "." says there is no such service
      }
      found.addAll(
          at(quest, transport, record.getTarget().toString(true), record.getPort(), large));
    }
    return found;
  }

  /** RFC 2782: by priority, and among equals at random by weight. */
  private List<SRVRecord> inOrder(List<SRVRecord> records) {
    TreeMap<Integer, List<SRVRecord>> byPriority = new TreeMap<>();
    records.forEach(
        record ->
            byPriority.computeIfAbsent(record.getPriority(), _ -> new ArrayList<>()).add(record));
    List<SRVRecord> ordered = new ArrayList<>();
    for (List<SRVRecord> equals : byPriority.values()) {
      equals.sort(Comparator.comparingInt(SRVRecord::getWeight)); // those of weight 0 first
      while (!equals.isEmpty()) {
        ordered.add(equals.remove(drawn(equals)));
      }
    }
    return ordered;
  }

  private int drawn(List<SRVRecord> equals) {
    int total = equals.stream().mapToInt(SRVRecord::getWeight).sum();
    int mark = random.applyAsInt(total + 1);
    int sum = 0;
    for (int i = 0; i < equals.size(); i++) {
      sum += equals.get(i).getWeight();
      if (sum >= mark) {
        return i;
      }
    }
    return equals.size() - 1;
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  static boolean isAddress(String host) {
    return literal(bare(host)).isPresent();
  }

  /** An address never ends with a letter of a name but for the hexadecimal ones. */
  private static Optional<InetAddress> literal(String host) {
    if (host.isEmpty() || Character.digit(host.charAt(host.length() - 1), 16) < 0) {
      return Optional.empty(); // the exception of the other way costs more than the whole search
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
