// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JAIN-SIP's own log messages on SLF4J. Without it stack creation dies for want of log4j 1.2. JAIN
 * creates it by name and keeps the last one created for the whole JVM, so it holds no state.
 */
public final class StackLog implements StackLogger {
  private static final Logger log = LoggerFactory.getLogger("ringway.imscore.jain");

  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int traceLevel) {}

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable ex) {
    log.debug("stack exception", ex);
  }

  @Override
  public void logDebug(String message) {
    log.trace(message);
  }

  @Override
  public void logDebug(String message, Exception ex) {
    log.trace(message, ex);
  }

  @Override
  public void logTrace(String message) {
    log.trace(message);
  }

  // JAIN reports every malformed message of a peer as an error and puts its text in: DEBUG here.
  @Override
  public void logFatalError(String message) {
    log.debug(message);
  }

  @Override
  public void logError(String message) {
    log.debug(message);
  }

  @Override
  public void logError(String message, Exception ex) {
    log.debug(message, ex);
  }

  @Override
  public void logWarning(String message) {
    log.debug(message);
  }

  @Override
  public void logInfo(String message) {
    log.trace(message);
  }

  @Override
  public boolean isLoggingEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  public boolean isLoggingEnabled(int logLevel) {
    return logLevel <= TRACE_WARN ? log.isDebugEnabled() : log.isTraceEnabled();
  }

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void setBuildTimeStamp(String buildTimeStamp) {}

  @Override
  public void setStackProperties(Properties stackProperties) {}

  @Override
  public String getLoggerName() {
    return log.getName();
  }
}
