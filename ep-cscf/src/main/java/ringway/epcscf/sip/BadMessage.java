// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request the parser refused: the answer is made from its raw lines, copied as they stand. */
public final class BadMessage {
  private static final Set<String> COPIED = Set.of("via", "from", "to", "call-id", "cseq");
  private static final int MAX_SCANNED = 16 * 1024;

  private BadMessage() {}

  /**
   * The response as bytes, or empty when none can or may be sent: for a response, an ACK, or
   * without Via and CSeq. Of the other headers it has what the request had (RFC 4475 §3.3.1).
   */
  public static Optional<byte[]> answer(byte[] message, SipReject reject) {
    if (isUnanswerable(message)) {
      return Optional.empty();
    }
    Map<String, StringBuilder> found = new LinkedHashMap<>();
    String[] lines = text(message).split("\r?\n", -1);
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      collect(lines[i], found);
    }
    if (!found.containsKey("via") || !found.containsKey("cseq")) {
      return Optional.empty();
    }
    StringBuilder answer = new StringBuilder(512);
    answer.append("SIP/2.0 ").append(reject.status()).append(' ').append(reject.reason());
    answer.append("\r\n");
    found.values().forEach(answer::append);
    reject
        .warning()
        .ifPresent(cause -> answer.append("Warning: 399 ringway \"" + cause + "\"\r\n"));
    answer.append("Content-Length: 0\r\n\r\n");
    return Optional.of(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A response or an ACK: nothing may be said to it, whatever is wrong with it. */
  public static boolean isUnanswerable(byte[] message) {
    String text = text(message);
    return text.regionMatches(true, 0, "SIP/", 0, 4) || text.startsWith("ACK ");
  }

  private static String text(byte[] message) {
    int length = Math.min(message.length, MAX_SCANNED);
    return new String(message, 0, length, StandardCharsets.UTF_8).stripLeading();
  }

  private static void collect(String line, Map<String, StringBuilder> found) {
    int colon = line.indexOf(':');
    if (colon <= 0 || line.indexOf('\r') >= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      return;
    }
    String name = HeaderNames.full(line.substring(0, colon).strip());
    String key = name.toLowerCase(Locale.ROOT);
    // Of doubled headers the first counts; only Via is a list.
    if (COPIED.contains(key) && (key.equals("via") || !found.containsKey(key))) {
      StringBuilder copy = found.computeIfAbsent(key, _ -> new StringBuilder());
      copy.append(name).append(": ").append(line.substring(colon + 1).strip());
      if (key.equals("to") && !line.toLowerCase(Locale.ROOT).contains(";tag=")) {
        copy.append(";tag=").append(SipMessages.newTag()); // RFC 3261 §8.2.6.2
      }
      copy.append("\r\n");
    }
  }
}
