// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log event taken apart: the constant words, and the values by name as {@code key={}} in the
 * message pattern, key-value pairs and the thread's context (MDC) give them.
 */
record Event(String text, Map<String, Object> fields) {
  private static final Pattern FIELD = Pattern.compile("\\s*\\b([A-Za-z][\\w.-]*)=\\{\\}");

  static Event of(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String pattern = event.getMessage() == null ? "" : event.getMessage();
    Object[] arguments = event.getArgumentArray();
    String text = event.getFormattedMessage() == null ? "" : event.getFormattedMessage();
    if (arguments != null && onlyNamed(pattern, arguments.length)) {
      Matcher matcher = FIELD.matcher(pattern);
      for (int i = 0; matcher.find() && i < arguments.length; i++) {
        fields.put(matcher.group(1), value(arguments[i]));
      }
      text = matcher.replaceAll("").strip();
    }
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, value(pair.value)));
    }
    new TreeMap<>(event.getMDCPropertyMap()).forEach(fields::putIfAbsent);
    return new Event(text, fields);
  }

  /** Numbers and truth values stay what they are; the rest is text, as the text format has it. */
  private static Object value(@Nullable Object given) {
    return given instanceof Number || given instanceof Boolean ? given : String.valueOf(given);
  }

  /** Whether every value of the message has a name; otherwise the message stays as it is. */
  private static boolean onlyNamed(String pattern, int arguments) {
    long places = Pattern.compile("\\{\\}").matcher(pattern).results().count();
    return places <= arguments && places == FIELD.matcher(pattern).results().count();
  }
}
