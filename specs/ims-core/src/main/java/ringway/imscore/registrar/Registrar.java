// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.auth.Authenticator;
import ringway.imscore.auth.DigestCredentials;
import ringway.imscore.registrar.Binding.Flow;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/**
 * Answers REGISTER as I-CSCF and S-CSCF in one: at the word of a trusted node (TS 33.203 annex U),
 * or after a challenge when the user has a password or a card here.
 */
public final class Registrar {
  private static final int MAX_CONTACTS = 10;
  private static final Set<String> KNOWN_TAGS = Set.of("path", "outbound", "gruu");

  /**
   * @param serviceRoute the URI users route their requests through
   */
  public record Settings(
      String domain,
      String serviceRoute,
      Set<String> trustedNodes,
      Duration expiresMin,
      Duration expiresMax,
      Duration expiresDefault,
      WafIdentities wafs) {}

  private final Settings settings;
  private final Authenticator authenticator;
  private final BindingTable table;
  private final InstantSource clock;

  public Registrar(
      Settings settings, Authenticator authenticator, BindingTable table, InstantSource clock) {
    this.settings = settings;
    this.authenticator = authenticator;
    this.table = table;
    this.clock = clock;
  }

  /** Refusals are thrown as {@link SipReject}. */
  public Response register(Request request) {
    SipText.requireParsed(request, "Contact", "Expires", "Path", "Require", "Supported");
    requireKnownExtensions(request);
    // TS 33.203 U.1: the visited network is one of the two things a trusted node is known by.
    if (SipText.value(request, "P-Visited-Network-ID").isEmpty()) {
      throw new SipReject(400, "P-Visited-Network-ID Missing");
    }
    DigestCredentials credentials = credentials(request);
    Subscription subscription = subscription(request, credentials);
    Optional<String> info = authenticated(request, subscription, credentials);
    requirePathSupport(request);
    List<Contact> contacts = contacts(request);
    boolean removesAll = contacts.stream().anyMatch(Contact::isStar);
    if (removesAll) {
      removeAll(request, subscription, contacts);
    } else {
      contacts.forEach(contact -> requireDuration(contact));
      apply(request, subscription, credentials, contacts);
    }
    Response response = accepted(request, subscription);
    info.ifPresent(value -> SipText.add(response, "Authentication-Info", value));
    return response;
  }

  private static void requireKnownExtensions(Request request) {
    List<String> unknown =
        SipText.optionTags(request, "Require").stream()
            .filter(tag -> !KNOWN_TAGS.contains(tag))
            .toList();
    if (!unknown.isEmpty()) {
      throw new SipReject(420, "Bad Extension").withEach("Unsupported", unknown);
    }
  }

  /** A real core refuses a Path the user did not announce (RFC 3327 §5.3). */
  private static void requirePathSupport(Request request) {
    if (SipText.value(request, "Path").isPresent()
        && !SipText.optionTags(request, "Supported").contains("path")) {
      throw new SipReject(420, "Bad Extension").with("Unsupported", "path");
    }
  }

  /** Who registers as whom; the identities have to belong together. */
  private Subscription subscription(Request request, DigestCredentials credentials) {
    Impu impu =
        Impu.of(SipText.to(request).getAddress().getURI())
            .orElseThrow(() -> new SipReject(400, "Bad To URI"));
    String named = credentials.get("username");
    Subscription subscription =
        (named.isEmpty() ? table.byImpu(impu) : table.byImpi(named))
            .orElseThrow(() -> forbidden("unknown private identity"));
    if (!subscription.impus().contains(impu)) {
      throw forbidden("the public identity belongs to another private identity");
    }
    return subscription;
  }

  /**
   * TS 24.229 §5.4.1.2.2E: no challenge when a trusted node has authenticated the user.
   *
   * @return Authentication-Info, after a challenge
   */
  private Optional<String> authenticated(
      Request request, Subscription subscription, DigestCredentials credentials) {
    if (!credentials.authDone()) {
      return Optional.of(
          authenticator.authenticate(
              subscription.impi(), table.keys(subscription), credentials, request.getMethod()));
    }
    if (!settings.trustedNodes().contains(SipText.sourceAddress(request))) {
      throw forbidden(SipText.sourceAddress(request) + " is no trusted node");
    }
    if (!settings.wafs().admit(credentials.get("authorization-entity"))) {
      throw forbidden("this WAF may not vouch for users here");
    }
    return Optional.empty();
  }

  private DigestCredentials credentials(Request request) {
    return SipText.values(request, "Authorization").stream()
        .flatMap(value -> DigestCredentials.parse(value).stream())
        .filter(found -> found.get("realm").equalsIgnoreCase(settings.domain()))
        .findFirst()
        .orElseGet(DigestCredentials::none);
  }

  private SipReject forbidden(String why) {
    return new SipReject(403, "Forbidden").warning(settings.domain(), why);
  }

  private List<Contact> contacts(Request request) {
    List<Contact> contacts = new ArrayList<>();
    for (String value : SipText.values(request, "Contact")) {
      contacts.add(Contact.parse(value, expiresHeader(request), settings.expiresDefault()));
    }
    return contacts;
  }

  private static Optional<Long> expiresHeader(Request request) {
    return SipText.value(request, "Expires").map(Contact::seconds);
  }

  private void removeAll(Request request, Subscription subscription, List<Contact> contacts) {
    // RFC 3261 §10.3 step 6: `*` stands alone and with Expires 0.
    if (contacts.size() != 1 || expiresHeader(request).orElse(-1L) != 0) {
      throw new SipReject(400, "Contact * Needs Expires 0 And No Other Contact");
    }
    List<Binding> all = table.bindings(subscription);
    if (all.isEmpty()) {
      throw notRegistered();
    }
    table.remove(subscription, all, "unregistered");
  }

  /** TS 24.229 §5.4.1.4. */
  private static SipReject notRegistered() {
    return new SipReject(481, "Not Registered");
  }

  private void requireDuration(Contact contact) {
    if (contact.expires() > 0 && contact.expires() < settings.expiresMin().toSeconds()) {
      throw new SipReject(423, "Interval Too Brief")
          .with("Min-Expires", Long.toString(settings.expiresMin().toSeconds()));
    }
  }

  /** All contacts are checked before the first one is changed (RFC 3261 §10.3 step 7). */
  private void apply(
      Request request,
      Subscription subscription,
      DigestCredentials credentials,
      List<Contact> contacts) {
    List<Binding> wanted =
        contacts.stream()
            .map(contact -> binding(request, subscription, credentials, contact))
            .toList();
    List<Binding> ending = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (contacts.get(i).expires() == 0) {
        ending.add(existing(subscription, wanted.get(i)).orElseThrow(Registrar::notRegistered));
      }
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (contacts.get(i).expires() > 0) {
        requireRoom(subscription, wanted.get(i));
        table.put(subscription, wanted.get(i));
      }
    }
    if (!ending.isEmpty()) {
      table.remove(subscription, ending, "unregistered");
    }
  }

  private Optional<Binding> existing(Subscription subscription, Binding wanted) {
    return table.bindings(subscription).stream().filter(wanted::sameAs).findFirst();
  }

  private void requireRoom(Subscription subscription, Binding wanted) {
    // TS 24.229 §5.4.1.2.2: 403 at the limit of simultaneous flows.
    if (existing(subscription, wanted).isEmpty()
        && table.bindings(subscription).size() >= MAX_CONTACTS) {
      throw new SipReject(403, "Too Many Contacts");
    }
  }

  private Binding binding(
      Request request, Subscription subscription, DigestCredentials credentials, Contact contact) {
    List<String> path = SipText.values(request, "Path");
    Optional<Flow> flow = actsOnOutbound(request) ? contact.flow() : Optional.empty();
    // RFC 5626 §6: the edge nearest to the user, last in Path, has to keep the flow.
    if (flow.isPresent()
        && !path.isEmpty()
        && SipText.sipUri(path.getLast())
            .filter(uri -> SipText.hasParameter(uri, "ob"))
            .isEmpty()) {
      throw new SipReject(439, "First Hop Lacks Outbound Support");
    }
    Instant now = clock.instant();
    long granted = Math.min(contact.expires(), settings.expiresMax().toSeconds());
    Binding wanted =
        new Binding(
            contact.uri(),
            contact.address(),
            flow,
            path,
            credentials,
            SipText.callId(request),
            SipText.cseq(request).getSeqNumber(),
            now,
            now.plusSeconds(granted));
    existing(subscription, wanted).ifPresent(old -> requireOrder(old, wanted));
    return wanted;
  }

  /** RFC 3261 §10.3 step 7: an older CSeq of the same Call-ID changes nothing. */
  private static void requireOrder(Binding old, Binding wanted) {
    if (old.callId().equals(wanted.callId()) && wanted.cseq() <= old.cseq()) {
      throw new SipReject(500, "CSeq Out Of Order");
    }
  }

  /** Without the Supported tag the registrar leaves reg-id alone (RFC 5626 §6). */
  private static boolean actsOnOutbound(Request request) {
    return SipText.optionTags(request, "Supported").contains("outbound");
  }

  private Response accepted(Request request, Subscription subscription) {
    Response response = SipText.response(request, 200);
    Instant now = clock.instant();
    List<Binding> bindings = table.bindings(subscription);
    for (Binding binding : bindings) {
      long left =
          Math.max(1, Math.round(Duration.between(now, binding.expires()).toMillis() / 1000d));
      SipText.add(response, "Contact", binding.address() + ";expires=" + left);
    }
    if (!bindings.isEmpty()) {
      SipText.values(request, "Path").forEach(path -> SipText.add(response, "Path", path));
      SipText.add(response, "Service-Route", "<" + settings.serviceRoute() + ">");
      subscription
          .written()
          .forEach(impu -> SipText.add(response, "P-Associated-URI", "<" + impu + ">"));
      if (actsOnOutbound(request) && bindings.stream().anyMatch(b -> b.flow().isPresent())) {
        SipText.add(response, "Require", "outbound");
      }
      addCharging(request, response);
    }
    return response;
  }

  /** TS 24.229 §5.4.1.2.2F: addresses and term-ioi, which the edge keeps from the user. */
  private void addCharging(Request request, Response response) {
    SipText.add(response, "P-Charging-Function-Addresses", "ccf=ccf." + settings.domain());
    SipText.value(request, "P-Charging-Vector")
        .ifPresent(
            vector ->
                SipText.add(
                    response,
                    "P-Charging-Vector",
                    vector + ";term-ioi=\"Type 1" + settings.domain() + "\""));
  }
}
