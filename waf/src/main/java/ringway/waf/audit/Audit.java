// SPDX-License-Identifier: Apache-2.0
package ringway.waf.audit;

import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The audit log. */
public final class Audit {
  private static final Logger log = LoggerFactory.getLogger("audit");
  private static final int MAX_VALUE = 256;

  /** Names under which a secret travels; a field of such a name is a mistake of the caller. */
  private static final Set<String> SECRETS =
      Set.of(
          "password",
          "secret",
          "token",
          "access_token",
          "refresh_token",
          "id_token",
          "subject_token",
          "code",
          "code_verifier",
          "assertion",
          "client_assertion",
          "client_secret",
          "authorization",
          "cookie",
          "request_uri",
          "state",
          "nonce",
          "key");

  private Audit() {}

  /**
   * Writes one line: with JSON logs the event is {@code message} and each field a member of its
   * own.
   *
   * @param event what happened, in constant words
   * @param fields names and values in turn; values may come from a peer: they are cut, and bytes
   *     that are no text are replaced
   */
  public static void record(String event, Object... fields) {
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException("a field has no value");
    }
    LoggingEventBuilder line = log.atInfo();
    for (int i = 0; i < fields.length; i += 2) {
      String name = String.valueOf(fields[i]);
      line = line.addKeyValue(name, SECRETS.contains(lower(name)) ? "***" : value(fields[i + 1]));
    }
    line.log(event);
  }

  private static Object value(Object given) {
    if (given instanceof Number || given instanceof Boolean) {
      return given;
    }
    String text = String.valueOf(given);
    if (looksLikeJwt(text)) {
      return "***";
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(MAX_VALUE)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static boolean looksLikeJwt(String text) {
    return text.contains("eyJ") && text.indexOf('.') > 0;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
