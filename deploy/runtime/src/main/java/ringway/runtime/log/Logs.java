// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;

/**
 * Sets up the logs of the process. Logback finds this class by itself, so that every process, tests
 * included, starts with readable lines on the console; {@link #apply} then follows the settings. An
 * operator's own {@code -Dlogback.configurationFile} takes precedence over both.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logs extends ContextAwareBase implements Configurator {
  private static final String OWN_FILE = "logback.configurationFile";
  private static final long MAX_FILE_MB = 50;
  private static final int OLD_FILES = 2;

  /** Libraries that tell what we tell ourselves, or what nobody asked for. */
  private static final Map<String, Level> QUIET =
      Map.of(
          "org.eclipse.jetty", Level.WARN,
          "gov.nist", Level.WARN,
          "javax.sip", Level.WARN,
          "org.bouncycastle", Level.WARN,
          "io.micrometer", Level.WARN,
          "com.nimbusds", Level.WARN);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(OWN_FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    apply(context, LogsConfig.console());
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Follows the settings from now on. */
  public static void apply(LogsConfig config) {
    if (System.getProperty(OWN_FILE) == null) {
      apply((LoggerContext) LoggerFactory.getILoggerFactory(), config);
    }
  }

  private static void apply(LoggerContext context, LogsConfig config) {
    context.reset();
    OutputStreamAppender<ILoggingEvent> appender =
        config.file().map(file -> toFile(context, file)).orElseGet(ConsoleAppender::new);
    appender.setContext(context);
    appender.setEncoder(encoder(context, config.format()));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level(config.level()));
    root.addAppender(appender);
    QUIET.forEach((name, level) -> context.getLogger(name).setLevel(level));
    config.levels().forEach((name, level) -> context.getLogger(name).setLevel(level(level)));
  }

  private static LayoutWrappingEncoder<ILoggingEvent> encoder(
      LoggerContext context, LogsConfig.Format format) {
    LineLayout layout = new LineLayout(format);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static OutputStreamAppender<ILoggingEvent> toFile(LoggerContext context, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new ConfigError("logs.file: " + file + " cannot be written: " + e.getMessage(), e);
    }
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
    older.setContext(context);
    older.setParent(appender);
    older.setFileNamePattern(file + ".%i");
    older.setMinIndex(1);
    older.setMaxIndex(OLD_FILES);
    older.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
    full.setContext(context);
    full.setMaxFileSize(new FileSize(MAX_FILE_MB * FileSize.MB_COEFFICIENT));
    full.start();
    appender.setRollingPolicy(older);
    appender.setTriggeringPolicy(full);
    return appender;
  }

  private static Level level(LogsConfig.Level level) {
    return Level.toLevel(level.name());
  }
}
