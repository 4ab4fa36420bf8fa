// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JAIN-SIP's log on SLF4J. Its texts may quote whole headers, credentials too, so only the fact
 * that something was logged gets through.
 */
final class JainLog implements StackLogger {
  private static final Logger log = LoggerFactory.getLogger("ringway.epcscf.jain-sip");

  private static void note(String level) {
    log.debug("parser complained level={}", level);
  }

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
    log.debug("parser complained exception={}", ex.getClass().getName());
  }

  @Override
  public void logDebug(String message) {}

  @Override
  public void logDebug(String message, Exception ex) {}

  @Override
  public void logTrace(String message) {}

  @Override
  public void logFatalError(String message) {
    note("fatal");
  }

  @Override
  public void logError(String message) {
    note("error");
  }

  @Override
  public boolean isLoggingEnabled() {
    return false;
  }

  @Override
  public boolean isLoggingEnabled(int logLevel) {
    return false;
  }

  @Override
  public void logError(String message, Exception ex) {
    logException(ex);
  }

  @Override
  public void logWarning(String string) {
    note("warning");
  }

  @Override
  public void logInfo(String string) {}

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
