// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.BadMessage;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;

/** Parses what the sockets bring in and hands it on. Thread-safe. */
final class MwInbox {
  private static final Logger log = LoggerFactory.getLogger(MwInbox.class);

  private final SipReceiver receiver;
  private final TrustedPeers trusted;
  private final Counter malformed;
  private final Counter failures;

  MwInbox(SipReceiver receiver, TrustedPeers trusted, MeterRegistry metrics) {
    this.receiver = receiver;
    this.trusted = trusted;
    this.malformed = metrics.counter("ringway.sip.malformed", "side", "mw");
    this.failures = metrics.counter("ringway.mw.failures");
  }

  /** The answer to be sent when the message is refused here. */
  Optional<byte[]> take(byte[] message, Framing framing, InetSocketAddress source, SipLink from) {
    try {
      SIPMessage parsed = SipParser.parse(message, framing);
      if (parsed instanceof SIPRequest request) {
        Arrival.mark(request, source);
      }
      receiver.receive(parsed, message, from);
      return Optional.empty();
    } catch (SipReject reject) {
      return refuse(message, reject, source);
    } catch (RuntimeException e) {
      // The border: whatever one message does must cost no other.
      failures.increment();
      log.error("message failed peer={}", source, e);
      return Optional.empty();
    }
  }

  Optional<byte[]> refuse(byte[] message, SipReject reject, InetSocketAddress source) {
    malformed.increment();
    log.info("malformed peer={} cause=\"{}\"", source, reject.getMessage());
    return BadMessage.answer(message, reject);
  }

  /** Whether to listen to this peer at all. */
  boolean admits(InetSocketAddress peer) {
    return trusted.admits(peer);
  }

  void linkClosed(SipLink link) {
    receiver.linkClosed(link);
  }
}
