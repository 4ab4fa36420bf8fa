// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.registrar.Binding;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/**
 * One request under way to all its targets at the same time (RFC 3261 §16.6 to §16.10). Every 2xx
 * is passed on; of the refusals the best one, once all targets have answered.
 */
final class Fork {
  // RFC 3261 §16.8: how long an INVITE may ring.
  private static final Duration TIMER_C = Duration.ofSeconds(181);
  // RFC 3261 §9.1: a cancelled INVITE that is not answered in 64*T1 is taken as ended.
  private static final Duration CANCEL_LIMIT = Duration.ofSeconds(32);

  private final SipEndpoint endpoint;
  private final ServerTransaction server;
  private final Request request;
  private final boolean invite;
  private final Consumer<Binding> flowGone;
  private final List<Branch> branches = new ArrayList<>();
  private Optional<Response> best = Optional.empty();
  private boolean answered;
  private Runnable whenAnswered = () -> {};

  Fork(
      SipEndpoint endpoint,
      ServerTransaction server,
      List<Target> targets,
      Consumer<Binding> flowGone) {
    this.endpoint = endpoint;
    this.server = server;
    this.request = server.getRequest();
    this.invite = request.getMethod().equals(Request.INVITE);
    this.flowGone = flowGone;
    targets.forEach(target -> branches.add(new Branch(target.binding())));
  }

  void whenAnswered(Runnable action) {
    whenAnswered = action;
  }

  /** Once for each target, in its order. */
  void send(int target, Request onward) {
    branches.get(target).send(onward);
  }

  void cancel() {
    branches.forEach(Branch::cancel);
  }

  /** A response as it goes back: without our own Via. */
  static Response onward(Response response) {
    Response onward = SipText.copy(response);
    onward.removeFirst("Via");
    return onward;
  }

  private void passOn(Response response) {
    boolean isFinal = response.getStatusCode() >= 200;
    if (answered) {
      if (response.getStatusCode() / 100 == 2) {
        endpoint.answerAgain(response);
      }
      return;
    }
    if (isFinal) {
      answered = true;
      whenAnswered.run();
    }
    endpoint.answer(server, response);
  }

  private void refused(Response response) {
    if (best.isEmpty() || rank(response) < rank(best.get())) {
      best = Optional.of(response);
    }
    if (response.getStatusCode() >= 600) {
      cancel();
    }
    if (branches.stream().allMatch(branch -> branch.done)) {
      passOn(best.get());
    }
  }

  /** RFC 3261 §16.7 step 6: a 6xx decides, then the lowest class; a plain 408 says least. */
  private static int rank(Response response) {
    int status = response.getStatusCode();
    if (status >= 600) {
      return 0;
    }
    return status == 408 ? 499 : status;
  }

  /** One target. */
  final class Branch {
    private final Optional<Binding> binding;
    private Optional<ClientTransaction> client = Optional.empty();
    private Optional<Future<?>> timer = Optional.empty();
    private boolean ringing;
    private boolean cancelled;
    private boolean done;

    private Branch(Optional<Binding> binding) {
      this.binding = binding;
    }

    private void send(Request onward) {
      if (done) {
        return; // another target has ended the fork already
      }
      client = endpoint.send(onward);
      if (client.isEmpty()) {
        failed(480, "Next Hop Unreachable");
        return;
      }
      client.get().setApplicationData(this);
      if (invite) {
        limit(TIMER_C, this::cancel);
      }
    }

    private void limit(Duration limit, Runnable action) {
      timer.ifPresent(running -> running.cancel(false));
      timer = Optional.of(endpoint.thread().after(limit, action));
    }

    void response(Response response) {
      int status = response.getStatusCode();
      if (status < 200) {
        provisional(response);
        return;
      }
      if (done && status >= 300) {
        return;
      }
      finish();
      if (status < 300) {
        passOn(onward(response));
        Fork.this.cancel();
      } else {
        if (status == 430) {
          binding.ifPresent(flowGone); // RFC 5626 §5.3.1
        }
        refused(onward(response));
      }
    }

    private void provisional(Response response) {
      if (!invite || done) {
        return;
      }
      boolean first = !ringing;
      ringing = true;
      if (cancelled) {
        if (first) {
          sendCancel();
        }
        return;
      }
      limit(TIMER_C, this::cancel);
      if (response.getStatusCode() > 100) {
        passOn(onward(response));
      }
    }

    /** RFC 3261 §9.1: no CANCEL before the next hop has said anything. */
    private void cancel() {
      if (done || cancelled || !invite) {
        return;
      }
      cancelled = true;
      if (client.isEmpty()) {
        failed(487, "Request Terminated");
      } else if (ringing) {
        sendCancel();
      }
    }

    private void sendCancel() {
      client.ifPresent(endpoint::cancel);
      limit(
          CANCEL_LIMIT,
          () -> {
            client.ifPresent(endpoint::forget);
            failed(487, "Request Terminated");
          });
    }

    void failed(int status, String reason) {
      if (!done) {
        finish();
        refused(SipText.response(request, new SipReject(status, reason)));
      }
    }

    private void finish() {
      done = true;
      timer.ifPresent(running -> running.cancel(false));
    }
  }
}
