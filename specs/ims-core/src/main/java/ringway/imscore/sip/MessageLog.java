// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every message at the core's sockets: one INFO line, the text at DEBUG, the last {@link #KEPT} for
 * the management port. An access token must never get this far (TS 33.203 U.1: the edge takes it
 * out); one that does is masked, counted and reported. Thread-safe.
 */
public final class MessageLog implements WireTap {
  private static final Logger log = LoggerFactory.getLogger(MessageLog.class);
  static final int KEPT = 1_000;
  private static final int KEPT_TEXT = 16 * 1024;
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?im)(?<=\\bBearer[ \\t]{1,8})\\S[^\\r\\n]*"
              + "|(?<=\\baccess_token[ \\t]{0,8}=[ \\t]{0,8})[^\\s,;&]+"
              + "|\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*");
  private static final Pattern ANSWER = Pattern.compile("(?im)(?<=[ ,]response=\")[^\"\\r\\n]+");
  private static final Pattern CALL_ID =
      Pattern.compile("(?im)^(?:Call-ID|i)[ \\t]*:[ \\t]*(\\S+)");
  private static final Pattern CSEQ = Pattern.compile("(?im)^CSeq[ \\t]*:[ \\t]*([^\\r\\n]+)");

  /** One message as the management port shows it. */
  public record Entry(
      Instant time,
      Direction direction,
      String peer,
      String callId,
      String firstLine,
      String text) {
    public Map<String, String> asJson() {
      return Map.of(
          "time", time.toString(),
          "direction", direction.name().toLowerCase(Locale.ROOT),
          "peer", peer,
          "call_id", callId,
          "first_line", firstLine,
          "text", text);
    }
  }

  private final InstantSource clock;
  private final Counter in;
  private final Counter out;
  private final Counter tokens;
  private final Deque<Entry> entries = new ArrayDeque<>(KEPT); // guarded by this

  public MessageLog(InstantSource clock, MeterRegistry metrics) {
    this.clock = clock;
    in = metrics.counter("ringway.imscore.messages", "direction", "in");
    out = metrics.counter("ringway.imscore.messages", "direction", "out");
    tokens = metrics.counter("ringway.imscore.tokens");
  }

  @Override
  public void message(Direction direction, String peer, byte[] bytes) {
    String raw = new String(bytes, StandardCharsets.UTF_8);
    if (raw.isBlank()) {
      return; // RFC 5626 §3.5.1: an empty line keeps a connection open
    }
    (direction == Direction.IN ? in : out).increment();
    Matcher token = TOKEN.matcher(raw);
    boolean tokenSeen = direction == Direction.IN && isAccessToken(token);
    String text = ANSWER.matcher(token.replaceAll("***")).replaceAll("***");
    String firstLine = text.lines().findFirst().orElse("");
    Entry entry =
        new Entry(
            clock.instant(),
            direction,
            peer,
            find(CALL_ID, text),
            firstLine,
            text.length() > KEPT_TEXT ? text.substring(0, KEPT_TEXT) : text);
    synchronized (this) {
      if (entries.size() == KEPT) {
        entries.removeFirst();
      }
      entries.addLast(entry);
    }
    report(entry, text);
    if (tokenSeen) {
      tokens.increment();
      log.warn(
          "token reached the core peer={} first-line=\"{}\" call-id={}",
          peer,
          firstLine,
          entry.callId());
    }
  }

  /**
   * The core's own 401 to a stranger may carry a Bearer challenge back; its parameters are none.
   */
  private static boolean isAccessToken(Matcher token) {
    token.reset();
    return token.results().anyMatch(found -> !found.group().startsWith("realm="));
  }

  private static void report(Entry entry, String text) {
    log.info(
        "sip direction={} peer=\"{}\" first-line=\"{}\" call-id={} cseq=\"{}\"",
        entry.direction().name().toLowerCase(Locale.ROOT),
        entry.peer(),
        entry.firstLine(),
        entry.callId(),
        find(CSEQ, text));
    log.debug("sip text:\n{}", text);
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "-";
  }

  /** Oldest first. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}
