// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.log.Logs;
import ringway.runtime.log.LogsConfig;

/** {@code ringway waf}, {@code ringway ep-cscf} …: one function in a process of its own. */
@Command(mixinStandardHelpOptions = true)
final class FunctionCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(FunctionCommand.class);

  private final NodeFunction<?> function;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings of the function, in its section; without it the defaults and the environment"
              + " (RINGWAY_SECTION_KEY) count.")
  private Optional<Path> config = Optional.empty();

  FunctionCommand(NodeFunction<?> function) {
    this.function = function;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConfigSource source = ConfigSource.read(config, NodeFunction.sections(), System.getenv());
    Logs.apply(source.section(NodeFunction.LOGS, LogsConfig.class));
    AutoCloseable running = function.start(source);
    RunUntilStopped.await(
        running, () -> log.info("stopping function={}", function.section()), () -> {});
    return 0;
  }
}
