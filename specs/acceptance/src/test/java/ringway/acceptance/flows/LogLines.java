// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything the functions log while it is open, at the most talkative level. */
final class LogLines implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger functions = (Logger) LoggerFactory.getLogger("ringway");
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              event.getFormattedMessage()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
      };

  private LogLines() {
    functions.setLevel(Level.TRACE);
    appender.setContext(functions.getLoggerContext());
    appender.start();
    functions.addAppender(appender);
  }

  static LogLines watch() {
    return new LogLines();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    functions.detachAppender(appender);
    functions.setLevel(null);
    appender.stop();
  }
}
