// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.regevent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.imscore.registrar.BindingTable;
import ringway.imscore.registrar.BindingTable.Change;
import ringway.imscore.registrar.Impu;
import ringway.imscore.registrar.Subscription;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** The notifier of the reg event package: RFC 6665 §4.2, RFC 3680, TS 24.229 §5.4.2.1. */
public final class RegEventServer {
  private static final Logger log = LoggerFactory.getLogger(RegEventServer.class);
  private static final int MAX_WATCHES = 5_000;
  private static final long MAX_EXPIRES = 600_000;

  private final SipEndpoint endpoint;
  private final BindingTable table;
  private final InstantSource clock;
  private final Map<String, Watch> watches = new LinkedHashMap<>(); // by Call-ID and our tag

  public RegEventServer(SipEndpoint endpoint, BindingTable table, InstantSource clock) {
    this.endpoint = endpoint;
    this.table = table;
    this.clock = clock;
    table.listen(this::changed);
  }

  /** One who watches. */
  public final class Watch {
    private final String key;
    private final Subscription subscription;
    private final String callId;
    private final String local;
    private final String remote;
    private final List<String> route;
    private URI target;
    private Instant expires;
    private long cseq;
    private long version;

    private Watch(Request subscribe, Subscription subscription, String tag, Instant expires) {
      this.key = key(SipText.callId(subscribe), tag);
      this.subscription = subscription;
      this.callId = SipText.callId(subscribe);
      this.local = "<" + SipText.to(subscribe).getAddress().getURI() + ">;tag=" + tag;
      this.remote = SipText.value(subscribe, "From").orElseThrow();
      this.route = SipText.values(subscribe, "Record-Route");
      this.target = contact(subscribe);
      this.expires = expires;
    }

    private void tell(Optional<Change> change) {
      List<ringway.imscore.registrar.Binding> bindings = table.bindings(subscription);
      long left = Duration.between(clock.instant(), expires).toSeconds();
      boolean over = left <= 0 || bindings.isEmpty();
      if (over) {
        watches.remove(key);
      }
      Request notify = SipText.request("NOTIFY", target, local, remote, callId, ++cseq);
      route.forEach(entry -> SipText.add(notify, "Route", entry));
      SipText.add(notify, "Contact", "<" + own() + ">");
      SipText.add(notify, "Event", "reg");
      SipText.add(
          notify,
          "Subscription-State",
          over
              ? "terminated;reason=" + (left <= 0 ? "timeout" : "noresource")
              : "active;expires=" + left);
      SipText.body(
          notify,
          RegInfoDocument.TYPE,
          RegInfoDocument.of(subscription, bindings, change, version++, clock.instant()));
      Optional<ClientTransaction> sent = endpoint.send(notify);
      sent.ifPresentOrElse(transaction -> transaction.setApplicationData(this), this::gone);
    }

    /** The watcher refuses or says nothing (RFC 6665 §4.2.2). */
    public void gone() {
      if (watches.remove(key) != null) {
        log.info("watcher of a registration is gone impi={}", subscription.impi());
      }
    }
  }

  /** Whether this is a request for the package. */
  public static boolean isFor(Request request) {
    return request.getMethod().equals(Request.SUBSCRIBE)
        && SipText.value(request, "Event")
            .filter(event -> event.split(";", 2)[0].strip().equals("reg"))
            .isPresent();
  }

  public void subscribe(Request request, ServerTransaction transaction) {
    long wished =
        SipText.value(request, "Expires")
            .filter(text -> text.strip().matches("\\d{1,9}"))
            .map(text -> Long.parseLong(text.strip()))
            .orElse(MAX_EXPIRES);
    Instant until = clock.instant().plusSeconds(Math.min(wished, MAX_EXPIRES));
    Optional<String> tag = SipText.toTag(request);
    Watch watch;
    if (tag.isPresent()) {
      watch = watches.get(key(SipText.callId(request), tag.get()));
      if (watch == null) {
        throw new SipReject(481, "Subscription Does Not Exist");
      }
      watch.expires = until;
      watch.target = contact(request);
    } else {
      watch = begun(request, until);
    }
    Response ok = SipText.response(request, 200);
    SipText.toTag(ok, watch.local.substring(watch.local.indexOf(";tag=") + 5));
    SipText.set(ok, "Expires", Long.toString(Math.min(wished, MAX_EXPIRES)));
    SipText.set(ok, "Contact", "<" + own() + ">");
    endpoint.answer(transaction, ok);
    watch.tell(Optional.empty());
  }

  private Watch begun(Request request, Instant until) {
    Subscription subscription =
        Impu.of(request.getRequestURI())
            .flatMap(table::byImpu)
            .orElseThrow(() -> new SipReject(404, "Not Found"));
    if (!mayWatch(request, subscription)) {
      throw new SipReject(403, "Forbidden")
          .warning(endpoint.hostPort(), "neither the user nor a node of its Path");
    }
    watches.values().removeIf(watch -> !watch.expires.isAfter(clock.instant()));
    if (watches.size() >= MAX_WATCHES) {
      throw new SipReject(503, "Too Many Subscriptions").with("Retry-After", "60");
    }
    Watch watch = new Watch(request, subscription, SipText.token(), until);
    watches.put(watch.key, watch);
    return watch;
  }

  /** TS 24.229 §5.4.2.1.1: the user itself, and the P-CSCF its registration came through. */
  private boolean mayWatch(Request request, Subscription subscription) {
    return SipText.values(request, "P-Asserted-Identity").stream()
        .map(value -> SipText.address(value).getURI())
        .anyMatch(uri -> isUser(uri, subscription) || isInPath(uri, subscription));
  }

  private static boolean isUser(URI uri, Subscription subscription) {
    return Impu.of(uri).filter(subscription.impus()::contains).isPresent();
  }

  private boolean isInPath(URI uri, Subscription subscription) {
    return uri instanceof SipURI asserted
        && table.bindings(subscription).stream()
            .flatMap(binding -> binding.path().stream())
            .flatMap(entry -> SipText.sipUri(entry).stream())
            .anyMatch(path -> place(path).equals(place(asserted)));
  }

  private static String place(SipURI uri) {
    return uri.getUser() + "@" + uri.getHost() + ":" + uri.getPort();
  }

  private void changed(Subscription subscription, Change change) {
    List.copyOf(watches.values()).stream()
        .filter(watch -> watch.subscription.equals(subscription))
        .forEach(watch -> watch.tell(Optional.of(change)));
  }

  private String own() {
    return "sip:reg@" + endpoint.hostPort();
  }

  private static String key(String callId, String tag) {
    return callId + " " + tag;
  }

  private static URI contact(Request request) {
    return SipText.value(request, "Contact")
        .map(value -> SipText.address(value).getURI())
        .orElseThrow(() -> new SipReject(400, "Contact Missing"));
  }

  public int size() {
    return watches.size();
  }
}
