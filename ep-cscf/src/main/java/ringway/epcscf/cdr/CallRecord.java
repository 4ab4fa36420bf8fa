// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.iq.Released;
import ringway.iq.SideReport;

/**
 * One call, under way or ended.
 *
 * @param originating whether the browser called
 * @param impi of the browser's user
 * @param caller its From URI
 * @param callee the Request-URI of the INVITE
 * @param flow the W2 connection it was on last
 * @param outcome how it ended: {@code bye-access}, {@code failed-486}, {@code released}, …
 * @param media what passed, stream by stream; empty while the call lasts
 */
public record CallRecord(
    String callId,
    boolean originating,
    String impi,
    String caller,
    String callee,
    String flow,
    Instant began,
    Optional<Instant> answered,
    Optional<Instant> ended,
    Optional<String> outcome,
    List<Released.Stream> media) {
  public CallRecord {
    media = List.copyOf(media);
  }

  /** Whether this names a party, or a part of its number. */
  public boolean isWith(String party) {
    return impi.equals(party) || caller.contains(party) || callee.contains(party);
  }

  /** How long both could talk. */
  public Duration talk(Instant now) {
    return answered.map(from -> Duration.between(from, ended.orElse(now))).orElse(Duration.ZERO);
  }

  /** As JSON, in the administration and in the file. */
  public Map<String, Object> shown(Instant now) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("call-id", callId);
    shown.put("direction", originating ? "originating" : "terminating");
    shown.put("impi", impi);
    shown.put("from", caller);
    shown.put("to", callee);
    shown.put("flow", flow);
    shown.put("began", began.toString());
    answered.ifPresent(at -> shown.put("answered", at.toString()));
    ended.ifPresent(at -> shown.put("ended", at.toString()));
    shown.put("seconds", talk(now).toSeconds());
    outcome.ifPresent(how -> shown.put("outcome", how));
    if (!media.isEmpty()) {
      shown.put("media", media.stream().map(CallRecord::shown).toList());
    }
    return shown;
  }

  private static Map<String, Object> shown(Released.Stream stream) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("stream", stream.id());
    shown.put("access", shown(stream.access()));
    shown.put("core", shown(stream.core()));
    shown.put("dropped", stream.dropped());
    return shown;
  }

  private static Map<String, Object> shown(SideReport side) {
    Map<String, Object> shown = new LinkedHashMap<>();
    side.codec().ifPresent(codec -> shown.put("codec", codec));
    shown.put("packets-sent", side.sent().packets());
    shown.put("packets-received", side.received().packets());
    shown.put("lost", side.lost());
    shown.put("jitter-ms", rounded(side.jitterMillis()));
    Optional<Double> roundTrip = side.peer().flatMap(SideReport.Peer::roundTripMillis);
    roundTrip.ifPresent(time -> shown.put("round-trip-ms", rounded(time)));
    side.playOut().ifPresent(buffer -> shown.put("play-out", shown(buffer)));
    Quality.of(side).ifPresent(mos -> shown.put("mos", rounded(mos)));
    return shown;
  }

  private static Map<String, Object> shown(SideReport.PlayOut buffer) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("concealed", buffer.concealed());
    shown.put("shortened", buffer.shortened());
    shown.put("too-late", buffer.tooLate());
    return shown;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
