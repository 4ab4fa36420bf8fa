// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ringway.acceptance.sip.Dialogs;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Reply;
import ringway.acceptance.sip.Words;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/**
 * A speaker of SIP that does what the script says and takes messages strictly in the order they
 * came. Only what no table of the standard shows is done unasked: 100 is passed over, the ACK of a
 * refused INVITE is sent and absorbed.
 */
public abstract sealed class SipActor permits Wic, ScriptedCore {
  private static final int INBOX = 1000;

  /** What came. */
  protected sealed interface Arrival {
    /**
     * A message or a keep-alive.
     *
     * @param back sends a text the way this came
     */
    record Text(String text, Consumer<String> back) implements Arrival {}

    /** The end of the connection. */
    record End(int code, String reason) implements Arrival {}
  }

  private record Open(Message request, Consumer<String> back) {}

  protected final Ladder ladder;
  protected final Actor self;
  protected final Dialogs dialogs;
  private final BlockingQueue<Arrival> inbox = new LinkedBlockingQueue<>(INBOX);
  private final Set<String> refusedBranches = ConcurrentHashMap.newKeySet();
  private final List<Open> open = new ArrayList<>();

  protected SipActor(Ladder ladder, Actor self, Dialogs dialogs) {
    this.ladder = ladder;
    this.self = self;
    this.dialogs = dialogs;
    ladder.add(self);
    ladder.add(Actor.EP_CSCF);
  }

  /** Where a request outside a dialog goes. */
  protected abstract Dialogs.Start startOf(Draft draft);

  protected abstract void transmit(Message request);

  /** What this actor adds to an answer before it is sent. */
  protected abstract Reply completed(Message request, Reply reply);

  /** Called by sockets: writes the arrival down and queues it. */
  protected final void arrived(String text, Consumer<String> back) {
    if (text.isBlank()) {
      ladder.record(Actor.EP_CSCF, self, "[keep-alive]", text);
      inbox.add(new Arrival.Text(text, back));
      return;
    }
    Message message = Message.parse(text);
    ladder.record(Actor.EP_CSCF, self, message.title(), text);
    boolean trying = !message.isRequest() && message.status() == 100;
    boolean ackOfRefusal =
        message.isRequest()
            && message.method().equals("ACK")
            && refusedBranches.contains(message.branch());
    if (!trying && !ackOfRefusal) {
      inbox.add(new Arrival.Text(text, back));
    }
  }

  /** Called by sockets: nothing more will come. */
  protected final void ended(int code, String reason) {
    inbox.add(new Arrival.End(code, reason));
  }

  /** Sends a request; returns it as it went out. */
  public Message sends(Draft draft) {
    ladder.step(self.name() + " sends " + draft.method());
    Message request = dialogs.compose(draft, startOf(draft));
    ladder.record(self, Actor.EP_CSCF, request.title(), request.text());
    transmit(request);
    return request;
  }

  /** The next message must be the request described. */
  public Received receives(Draft expected) {
    ladder.step(self.name() + " receives " + expected.method());
    return requestIn(take(), expected);
  }

  private Received requestIn(Arrival.Text arrival, Draft expected) {
    Message message = Message.parse(arrival.text());
    if (!expected.describes(message)) {
      throw ladder.failure(
          "expected " + expected.method() + expected.set() + " but there came\n" + message.text());
    }
    dialogs.learn(message);
    if (!message.method().equals("ACK")) {
      open.add(new Open(message, arrival.back()));
    }
    return new Received(message, ladder);
  }

  /** The next message must be a response with this status. */
  public Received receives(int status) {
    ladder.step(self.name() + " receives " + status);
    return responseIn(take(), status);
  }

  private Received responseIn(Arrival.Text arrival, int status) {
    Message message = Message.parse(arrival.text());
    if (message.isRequest() || message.status() != status) {
      throw ladder.failure("expected " + status + " but there came\n" + message.text());
    }
    dialogs.learn(message);
    acknowledge(message);
    return new Received(message, ladder);
  }

  /** Both come, the request perhaps first, as a NOTIFY may before its 200 (RFC 6665 §4.1.2.4). */
  public void receivesBoth(int status, Draft request) {
    ladder.step(self.name() + " receives " + status + " and " + request.method());
    Arrival.Text first = take();
    if (Message.parse(first.text()).isRequest()) {
      requestIn(first, request);
      responseIn(take(), status);
    } else {
      responseIn(first, status);
      requestIn(take(), request);
    }
  }

  private void acknowledge(Message response) {
    if (response.cseqMethod().equals("INVITE") && response.status() >= 300) {
      Message ack = dialogs.ackOfRefusal(response);
      ladder.record(self, Actor.EP_CSCF, ack.title(), ack.text());
      transmit(ack);
    }
  }

  /** Provisional answers may come before this status, for the far side rings as it likes. */
  public Received receivesEventually(int status) {
    ladder.step(self.name() + " receives " + status + " in the end");
    while (true) {
      Message message = Message.parse(take().text());
      if (message.isRequest() || message.status() >= 200 && message.status() != status) {
        throw ladder.failure("expected " + status + " but there came\n" + message.text());
      }
      dialogs.learn(message);
      if (message.status() == status) {
        return new Received(message, ladder);
      }
    }
  }

  /** The next message must be a refusal; its status. */
  public int receivesRefusal() {
    ladder.step(self.name() + " receives a refusal");
    Message message = Message.parse(take().text());
    if (message.isRequest() || message.status() < 300) {
      throw ladder.failure("expected a refusal but there came\n" + message.text());
    }
    acknowledge(message);
    return message.status();
  }

  /** What came next, as it came: for keep-alives and for what is no SIP. */
  public String receivesText() {
    ladder.step(self.name() + " receives a text");
    return take().text();
  }

  public void answers(int status) {
    answers(Words.reply(status));
  }

  /** Answers the request taken last. */
  public void answers(Reply reply) {
    if (open.isEmpty()) {
      throw new IllegalStateException(self.name() + " has no request to answer");
    }
    answer(open.getLast(), reply);
  }

  /** Answers the request described, among those still open. */
  public void answers(Draft request, int status) {
    answers(request, Words.reply(status));
  }

  public void answers(Draft request, Reply reply) {
    Open found =
        open.reversed().stream()
            .filter(candidate -> request.describes(candidate.request()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no open " + request.method()));
    answer(found, reply);
  }

  /** The same request answered by two at once, as forks do (RFC 3261 §13.2.2.4). */
  public void answersTwice(Draft request, Reply first, Reply second) {
    Open both =
        open.stream()
            .filter(candidate -> request.describes(candidate.request()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no open " + request.method()));
    answer(both, first);
    answer(both, second);
  }

  private void answer(Open to, Reply reply) {
    ladder.step(self.name() + " answers " + reply.status());
    Message response = dialogs.respond(to.request(), completed(to.request(), reply));
    if (reply.status() >= 200) {
      open.remove(to);
      if (reply.status() >= 300 && to.request().method().equals("INVITE")) {
        refusedBranches.add(to.request().branch());
      }
    }
    ladder.record(self, Actor.EP_CSCF, response.title(), response.text());
    to.back().accept(response.text());
  }

  private Arrival.Text take() {
    return switch (next()) {
      case Arrival.Text text -> text;
      case Arrival.End end ->
          throw ladder.failure("the connection ended with " + end.code() + " " + end.reason());
    };
  }

  /** What came next, message or end. */
  protected final Arrival next() {
    try {
      Arrival arrival = inbox.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (arrival == null) {
        throw ladder.failure("nothing came within " + Patience.LIMIT.toSeconds() + " s");
      }
      return arrival;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
