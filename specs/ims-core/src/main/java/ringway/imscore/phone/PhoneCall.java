// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import ringway.imscore.media.MediaSession;
import ringway.imscore.media.MediaStats;
import ringway.imscore.media.Stream;

/** One call of a phone, from the INVITE to its end and a while in the list of ended calls. */
final class PhoneCall {
  /** Where a call stands. */
  enum State {
    CALLING,
    RINGING,
    ESTABLISHED,
    ENDED
  }

  /**
   * What never changes.
   *
   * @param number the phone's own
   * @param from who calls, as its From says
   * @param asserted the caller as the network asserts it
   */
  record Facts(
      String callId,
      String localTag,
      String number,
      String from,
      List<String> asserted,
      String to,
      Instant began) {}

  final Facts facts;
  final MediaSession media;
  final SdpNegotiation sdp;
  State state;
  String sdpOffer;
  Optional<PhoneDialog> dialog = Optional.empty();
  Optional<Stream> stream = Optional.empty();

  /** The INVITE that rings here, or the one we sent. */
  Optional<ServerTransaction> received = Optional.empty();

  Optional<ClientTransaction> sent = Optional.empty();
  boolean cancelled;

  /** CSeq of the INVITE whose 2xx waits for its ACK. */
  Optional<Long> unacknowledged = Optional.empty();

  private String endReason = "";
  private Optional<MediaStats> lastStats = Optional.empty();

  PhoneCall(Facts facts, MediaSession media, SdpNegotiation sdp, State state, String sdpOffer) {
    this.facts = facts;
    this.media = media;
    this.sdp = sdp;
    this.state = state;
    this.sdpOffer = sdpOffer;
  }

  String key() {
    return key(facts.callId(), facts.localTag());
  }

  /** Two phones may talk to each other: the Call-ID alone would name both ends. */
  static String key(String callId, String localTag) {
    return callId + " " + localTag;
  }

  void agree(Stream agreed) {
    stream = Optional.of(agreed);
    media.agree(agreed);
  }

  /** A call that is on hold may be silent. */
  boolean expectsMedia() {
    return state == State.ESTABLISHED && stream.filter(Stream::receives).isPresent();
  }

  /** Frees the ports; what was measured last stays readable. */
  void end(String reason) {
    state = State.ENDED;
    endReason = reason;
    lastStats = Optional.of(media.stats());
    media.close();
  }

  Map<String, Object> asJson() {
    MediaStats stats = lastStats.orElseGet(media::stats);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("call_id", facts.callId());
    json.put("number", facts.number());
    json.put("from", facts.from());
    json.put("asserted_identity", facts.asserted());
    json.put("to", facts.to());
    json.put("began", facts.began().toString());
    json.put("state", state.name().toLowerCase(Locale.ROOT));
    json.put("end_reason", endReason);
    json.put("codec", stream.map(agreed -> agreed.codec().name()).orElse(""));
    json.put("packets_received", stats.packetsReceived());
    json.put("packets_sent", stats.packetsSent());
    json.put("packets_dropped", stats.dropped());
    json.put("rtcp_received", stats.rtcpReceived());
    json.put("rtcp_sent", stats.rtcpSent());
    json.put("level_dbfs", oneDecimal(stats.levelDbfs()));
    json.put("frequency_hz", oneDecimal(stats.frequencyHz()));
    json.put("dtmf", stats.dtmf());
    json.put("sdp_offer", sdpOffer);
    return json;
  }

  private static double oneDecimal(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
