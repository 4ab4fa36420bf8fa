// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One event, one line: whatever a peer put into a value, it cannot start a line of its own. Stack
 * traces are folded.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogsConfig.Format format;

  LineLayout(LogsConfig.Format format) {
    this.format = format;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return switch (format) {
      case TEXT -> text(event);
      case JSON -> json(event);
    };
  }

  private static String text(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(time(event)).append(' ').append("%-5s".formatted(event.getLevel())).append(' ');
    line.append(shortName(event.getLoggerName())).append(": ");
    line.append(oneLine(event.getFormattedMessage() == null ? "" : event.getFormattedMessage()));
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> field(line, pair.key, String.valueOf(pair.value)));
    }
    new TreeMap<>(event.getMDCPropertyMap()).forEach((key, value) -> field(line, key, value));
    if (event.getThrowableProxy() != null) {
      line.append(" | ").append(oneLine(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.append('\n').toString();
  }

  private static String json(ILoggingEvent event) {
    Event taken = Event.of(event);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("time", time(event));
    object.put("level", event.getLevel().toString());
    object.put("logger", event.getLoggerName());
    object.put("thread", event.getThreadName());
    object.put("message", taken.text());
    taken.fields().forEach(object::putIfAbsent);
    if (event.getThrowableProxy() != null) {
      object.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    try {
      return JSON.writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  private static void field(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=').append(oneLine(value));
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String oneLine(String text) {
    return text.strip()
        .replace("\r\n", " | ")
        .replace("\n", " | ")
        .replace('\r', ' ')
        .replace("\t", "");
  }
}
