// SPDX-License-Identifier: Apache-2.0
package org.jitsi.utils.logging2;

import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.slf4j.LoggerFactory;

/**
 * Stands in for jitsi-utils' class of this name, which needs Kotlin: hands jitsi-srtp's messages to
 * SLF4J. Its INFO lines are of interest to its makers only and become DEBUG.
 */
public final class LoggerImpl implements Logger {
  private final org.slf4j.Logger target;

  public LoggerImpl(String name) {
    target = LoggerFactory.getLogger(name);
  }

  @Override
  public Logger createChildLogger(String name, Map<String, String> context) {
    return this;
  }

  @Override
  public Logger createChildLogger(String name) {
    return this;
  }

  @Override
  public boolean isTraceEnabled() {
    return target.isTraceEnabled();
  }

  @Override
  public void trace(Object message) {
    target.trace("{}", message);
  }

  @Override
  public void trace(Supplier<String> message) {
    if (target.isTraceEnabled()) {
      target.trace(message.get());
    }
  }

  // Called for every packet: without a level check inside the formatting would cost.
  @Override
  public boolean isDebugEnabled() {
    return target.isTraceEnabled();
  }

  @Override
  public void debug(Object message) {
    target.trace("{}", message);
  }

  @Override
  public void debug(Supplier<String> message) {
    trace(message);
  }

  @Override
  public boolean isInfoEnabled() {
    return target.isDebugEnabled();
  }

  @Override
  public void info(Object message) {
    target.debug("{}", message);
  }

  @Override
  public void info(Supplier<String> message) {
    if (target.isDebugEnabled()) {
      target.debug(message.get());
    }
  }

  @Override
  public boolean isWarnEnabled() {
    return target.isWarnEnabled();
  }

  @Override
  public void warn(Object message) {
    target.warn("{}", message);
  }

  @Override
  public void warn(Supplier<String> message) {
    target.warn(message.get());
  }

  @Override
  public void warn(Object message, Throwable cause) {
    target.warn("{}", message, cause);
  }

  // A sender's replay check reports as error what is counted as a drop: no log line per packet.
  @Override
  public void error(Object message) {
    target.debug("{}", message);
  }

  @Override
  public void error(Supplier<String> message) {
    info(message);
  }

  @Override
  public void error(Object message, Throwable cause) {
    target.debug("{}", message, cause);
  }

  @Override
  public void setUseParentHandlers(boolean useParentHandlers) {}

  @Override
  public void addHandler(Handler handler) {}

  @Override
  public void removeHandler(Handler handler) {}

  @Override
  public void setLevelError() {}

  @Override
  public void setLevelWarn() {}

  @Override
  public void setLevelInfo() {}

  @Override
  public void setLevelDebug() {}

  @Override
  public void setLevelTrace() {}

  @Override
  public void setLevelAll() {}

  @Override
  public void setLevelOff() {}

  @Override
  public void setLevel(Level level) {}

  @Override
  public Level getLevel() {
    return Level.INFO;
  }

  @Override
  public void addContext(Map<String, String> addedContext) {}

  @Override
  public void addContext(String key, String value) {}
}
