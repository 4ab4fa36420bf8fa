// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The dialogs of one user agent (RFC 3261 §12): fills drafts in to whole requests, answers
 * requests, and learns from what comes in.
 */
public final class Dialogs {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Methods whose responses carry Record-Route and Contact. */
  private static final Set<String> DIALOG_METHODS = Set.of("INVITE", "SUBSCRIBE", "UPDATE");

  /**
   * Who speaks.
   *
   * @param contact name-addr with its parameters
   * @param via transport and sent-by, such as {@code SIP/2.0/WS abc.invalid}
   */
  public record Self(String impu, String contact, String via) {}

  /** Where a request outside any dialog goes. */
  public record Start(String requestUri, String to, List<String> route) {}

  private static final class Leg {
    private final String callId;
    private String local;
    private String remote;
    private String target;
    private List<String> route = List.of();
    private int cseq;
    private Optional<Message> invite = Optional.empty();

    private Leg(String callId, String local, String remote, String target, int cseq) {
      this.callId = callId;
      this.local = local;
      this.remote = remote;
      this.target = target;
      this.cseq = cseq;
    }
  }

  private final Self self;
  private final Map<String, Leg> legs = new HashMap<>();
  private final Leg registration;
  private Optional<Leg> latest = Optional.empty();

  public Dialogs(Self self) {
    this.self = self;
    String own = "<" + self.impu() + ">";
    registration = new Leg(fresh("reg-"), own + ";tag=" + fresh(""), own, "", 0);
  }

  /** A random word. */
  public static String fresh(String prefix) {
    byte[] bytes = new byte[6];
    RANDOM.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }

  /** Fills the draft in; {@code start} says where it goes when it begins something new. */
  public Message compose(Draft draft, Start start) {
    return switch (draft.method()) {
      case "REGISTER" -> finish(draft, registration, start, ++registration.cseq, fresh("z9hG4bK"));
      case "CANCEL" -> cancel(draft);
      case "ACK" -> ack(draft);
      default -> {
        Leg leg = draft.target().isPresent() ? begin(draft, start) : leg(draft);
        boolean inside = draft.target().isEmpty();
        Start where = inside ? new Start(leg.target, "", leg.route) : start;
        Message request = finish(draft, leg, where, ++leg.cseq, fresh("z9hG4bK"));
        if (draft.method().equals("INVITE")) {
          leg.invite = Optional.of(request);
        }
        yield request;
      }
    };
  }

  private Leg begin(Draft draft, Start start) {
    String callId = draft.call().orElseGet(() -> fresh("call-"));
    Leg leg =
        new Leg(
            callId,
            "<" + self.impu() + ">;tag=" + fresh(""),
            "<" + start.to() + ">",
            start.requestUri(),
            0);
    remember(leg);
    return leg;
  }

  private void remember(Leg leg) {
    legs.put(leg.callId, leg);
    latest = Optional.of(leg);
  }

  private Leg leg(Draft draft) {
    return draft
        .call()
        .map(id -> Optional.ofNullable(legs.get(id)))
        .orElse(latest)
        .orElseThrow(() -> new IllegalStateException(draft.method() + " outside any call"));
  }

  private Message ack(Draft draft) {
    Leg leg = leg(draft);
    return finish(
        draft,
        leg,
        new Start(leg.target, "", leg.route),
        pendingInvite(leg).cseq(),
        fresh("z9hG4bK"));
  }

  /** RFC 3261 §9.1: as its INVITE, down to the branch. */
  private Message cancel(Draft draft) {
    Leg leg = leg(draft);
    Message invite = pendingInvite(leg);
    Start where = new Start(invite.requestUri(), "", invite.values("Route"));
    Message cancel = finish(draft, leg, where, invite.cseq(), invite.branch());
    return with(cancel, "To", invite.require("To"));
  }

  /** RFC 3261 §17.1.1.3: the ACK of a refused INVITE belongs to its transaction. */
  public Message ackOfRefusal(Message response) {
    Leg leg = leg(Words.ack().inCall(response.callId()));
    Message invite = pendingInvite(leg);
    Start where = new Start(invite.requestUri(), "", invite.values("Route"));
    Message ack = finish(Words.ack(), leg, where, invite.cseq(), invite.branch());
    return with(ack, "To", response.require("To"));
  }

  private static Message pendingInvite(Leg leg) {
    return leg.invite.orElseThrow(() -> new IllegalStateException("no INVITE in this call"));
  }

  private Message finish(Draft draft, Leg leg, Start where, int cseq, String branch) {
    List<Message.Field> fields = new ArrayList<>();
    put(draft, fields, "Via", self.via() + ";branch=" + branch + ";rport");
    put(draft, fields, "Max-Forwards", "70");
    put(draft, fields, "From", leg.local);
    put(draft, fields, "To", leg.remote);
    put(draft, fields, "Call-ID", leg.callId);
    put(draft, fields, "CSeq", cseq + " " + draft.method());
    if (!draft.says("Route")) {
      where.route().forEach(route -> fields.add(new Message.Field("Route", route)));
    }
    if (!Set.of("ACK", "BYE", "CANCEL", "MESSAGE").contains(draft.method())) {
      put(draft, fields, "Contact", self.contact());
    }
    if (draft.method().equals("REGISTER")) {
      put(draft, fields, "Expires", "3600");
      put(draft, fields, "Supported", "path, outbound");
    }
    fields.addAll(draft.set());
    return new Message(
        draft.method() + " " + where.requestUri() + " SIP/2.0", fields, draft.body());
  }

  private static void put(Draft draft, List<Message.Field> fields, String name, String value) {
    if (!draft.says(name)) {
      fields.add(new Message.Field(name, value));
    }
  }

  private static Message with(Message message, String name, String value) {
    List<Message.Field> fields =
        message.fields().stream()
            .map(field -> field.is(name) ? new Message.Field(field.name(), value) : field)
            .toList();
    return new Message(message.start(), fields, message.body());
  }

  /** The answer to a request, with what RFC 3261 §8.2.6 has it repeat. */
  public Message respond(Message request, Reply reply) {
    List<Message.Field> fields = new ArrayList<>();
    for (Message.Field field : request.fields()) {
      if (field.is("Via") || field.is("From") || field.is("Call-ID") || field.is("CSeq")) {
        fields.add(field);
      } else if (field.is("To") && !reply.says("To")) {
        fields.add(new Message.Field("To", taggedTo(request, reply)));
      } else if (field.is("Record-Route")
          && DIALOG_METHODS.contains(request.method())
          && reply.status() < 300) {
        fields.add(field);
      }
    }
    if (DIALOG_METHODS.contains(request.method())
        && reply.status() < 300
        && !reply.says("Contact")) {
      fields.add(new Message.Field("Contact", self.contact()));
    }
    fields.addAll(reply.set());
    return new Message(reply.start(), fields, reply.body());
  }

  private String taggedTo(Message request, Reply reply) {
    String to = request.require("To");
    boolean tagged = Message.parameter(to, "tag").isPresent();
    if (tagged || reply.status() == 100) {
      return to;
    }
    // One tag per call, whatever the status: an early dialog stays the same when it is confirmed.
    return Optional.ofNullable(legs.get(request.callId()))
        .map(leg -> leg.local)
        .orElseGet(() -> to + ";tag=" + fresh(""));
  }

  /** Learns the other side's tag, target and route set. */
  public void learn(Message message) {
    if (message.isRequest()) {
      learnRequest(message);
    } else if (DIALOG_METHODS.contains(message.cseqMethod())
        && message.status() > 100
        && message.status() < 300) {
      Optional.ofNullable(legs.get(message.callId())).ifPresent(leg -> learnResponse(leg, message));
    }
  }

  private void learnRequest(Message request) {
    boolean inside = Message.parameter(request.require("To"), "tag").isPresent();
    if (inside || !DIALOG_METHODS.contains(request.method())) {
      return;
    }
    Leg leg =
        new Leg(
            request.callId(),
            request.require("To") + ";tag=" + fresh(""),
            request.require("From"),
            request.header("Contact").map(Message::uriOf).orElse(""),
            100);
    leg.route = request.values("Record-Route");
    remember(leg);
  }

  private static void learnResponse(Leg leg, Message response) {
    leg.remote = response.require("To");
    response.header("Contact").map(Message::uriOf).ifPresent(uri -> leg.target = uri);
    List<String> route = response.values("Record-Route").reversed();
    if (!route.isEmpty()) {
      leg.route = route;
    }
  }

  /** Call-ID of the registration. */
  public String registrationCallId() {
    return registration.callId;
  }

  /** Call-ID of the call begun last. */
  public String latestCallId() {
    return latest.orElseThrow(() -> new IllegalStateException("no call yet")).callId;
  }
}
