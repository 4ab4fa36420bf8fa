// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.Instant;
import java.util.Optional;
import ringway.epcscf.media.MediaLeg;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.w2.Flow;

/**
 * One call of one WIC through us. Owned by the mailbox of its Call-ID; the final fields may be read
 * from anywhere.
 */
final class CallSession {
  final long id;
  final String callId;
  final Side caller;
  final Flow flow;
  final Registration registration;

  /** Our entry in Record-Route, by which later requests find this session. */
  final String recordRoute;

  /** As it came from the caller. */
  final SIPRequest invite;

  final MediaLeg media;
  final Instant began;

  private Optional<Dialog> dialog = Optional.empty();
  private OfferAnswer invitation = new OfferAnswer();
  private boolean ended;

  CallSession(
      long id,
      String callId,
      Side caller,
      Flow flow,
      Registration registration,
      String recordRoute,
      SIPRequest invite,
      MediaLeg media,
      Instant began) {
    this.id = id;
    this.callId = callId;
    this.caller = caller;
    this.flow = flow;
    this.registration = registration;
    this.recordRoute = recordRoute;
    this.invite = invite;
    this.media = media;
    this.began = began;
  }

  Optional<Dialog> dialog() {
    return dialog;
  }

  void confirm(Dialog confirmed) {
    dialog = Optional.of(confirmed);
  }

  /** The exchange of the INVITE or re-INVITE under way, which its ACK or PRACK may complete. */
  OfferAnswer invitation() {
    return invitation;
  }

  OfferAnswer newInvitation() {
    invitation = new OfferAnswer();
    return invitation;
  }

  boolean ended() {
    return ended;
  }

  void markEnded() {
    ended = true;
  }
}
