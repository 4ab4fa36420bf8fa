// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/**
 * The answers of the core's forks to the one offer of a browser (RFC 3261 §13.2.2.4). The browser
 * gets one answer; behind it the media goes to the fork that is heard: the latest that may be, and
 * in the end the one that took the call. Owned by the mailbox of its Call-ID.
 */
final class EarlyAnswers {
  private static final class Fork {
    private Optional<String> answer = Optional.empty();
    private Optional<EarlyMedia> authorised = Optional.empty();
  }

  private final Map<Dialog, Fork> forks = new HashMap<>();
  private Optional<Fork> heard = Optional.empty();

  /** The core says itself which early media may pass. */
  private boolean authorising;

  private boolean settled;

  EarlyAnswers(EarlyMediaConfig config) {
    authorising = config.unauthorised() == EarlyMediaConfig.Unauthorised.SHUT;
  }

  /**
   * Puts what the browser is to see into a response to its INVITE, and the media where it belongs.
   *
   * @param response as it came
   */
  void describe(CallSession session, Dialog dialog, SIPResponse response, SIPResponse onward) {
    Fork fork = Optional.ofNullable(forks.get(dialog)).orElseGet(Fork::new);
    if (forks.size() < CallSession.MOST_FORKS) {
      forks.put(dialog, fork);
    }
    EarlyMedia.of(response)
        .ifPresent(
            said -> {
              authorising = true;
              fork.authorised = Optional.of(said);
            });
    boolean described = SessionDescription.isIn(response);
    if (described) {
      fork.answer = Optional.of(SipMessages.bodyText(response));
    }
    if (response.getStatusCode() >= 200) {
      confirmed(session, fork, onward, described);
    } else {
      early(session, fork, onward, described);
    }
  }

  private void early(CallSession session, Fork fork, SIPResponse onward, boolean described) {
    if (fork.answer.isEmpty()) {
      return;
    }
    EarlyMedia passing = passing(fork);
    if (heard.isEmpty() || heard.get() == fork || passing.backward()) {
      heard = Optional.of(fork);
      session.media.gate(passing.forward(), passing.backward());
      String answer = session.media.answerFromCore(fork.answer.get());
      if (described) {
        SessionDescription.put(onward, answer);
      }
    } else if (described) {
      // Another fork is heard: for the browser nothing changes.
      session.media.lastToAccess().ifPresent(sdp -> SessionDescription.put(onward, sdp));
    }
  }

  /**
   * A fork's offer in an UPDATE takes the place of its answer; ours to it.
   *
   * @return empty while there is none to give
   */
  Optional<String> update(CallSession session, Dialog dialog, SIPRequest update) {
    Optional<Fork> fork =
        Optional.ofNullable(forks.get(dialog)).filter(known -> known.answer.isPresent());
    if (fork.isEmpty()) {
      return Optional.empty();
    }
    fork.get().answer = Optional.of(SipMessages.bodyText(update));
    Optional<String> answer = session.media.answerEarly(fork.get().answer.get());
    // It is answered in any case, but heard only in its turn.
    heard
        .filter(other -> other != fork.get())
        .flatMap(other -> other.answer)
        .ifPresent(session.media::answerFromCore);
    return answer;
  }

  private EarlyMedia passing(Fork fork) {
    return authorising ? fork.authorised.orElse(EarlyMedia.NONE) : EarlyMedia.BOTH;
  }

  private void confirmed(CallSession session, Fork fork, SIPResponse onward, boolean described) {
    session.media.gate(true, true);
    if (fork.answer.isEmpty()) {
      return;
    }
    // When the 2xx comes again something newer may have been agreed, or be about to.
    Optional<String> answer =
        settled
            ? session.media.lastToAccess()
            : Optional.of(session.media.answerFromCore(fork.answer.get()));
    settled = true;
    // A call may last, and what the others said is of no use any more.
    forks.clear();
    heard = Optional.empty();
    // RFC 3261 §13.2.1: what a browser saw in plain provisional responses was no answer yet.
    if (described || session.provisionals.acknowledging) {
      answer.ifPresent(sdp -> SessionDescription.put(onward, sdp));
    }
  }
}
