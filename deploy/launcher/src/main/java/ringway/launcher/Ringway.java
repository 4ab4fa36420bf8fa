// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import ringway.launcher.doctor.Doctor;
import ringway.launcher.waf.AdminRefused;
import ringway.launcher.waf.WafCommands;
import ringway.runtime.config.ConfigError;

/** The {@code ringway} command. */
@Command(
    name = "ringway",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Ringway, WebRTC access to IMS after 3GPP TS 24.371.")
public final class Ringway implements Runnable {
  private static final int WRONG_SETTINGS = 2;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Ringway() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** 0 when all went well, 2 for settings to correct, 1 for anything else. */
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Ringway())
            .addSubcommand(new UpCommand())
            .addSubcommand(new ConfigCommands.Check())
            .addSubcommand(new ConfigCommands.Reference())
            .addSubcommand(new TokenCommand())
            .addSubcommand(new DoctorCommand());
    for (NodeFunction<?> function : NodeFunction.ALL) {
      CommandLine sub = new CommandLine(new FunctionCommand(function));
      sub.getCommandSpec()
          .name(function.section())
          .usageMessage()
          .description("Starts the " + function.title() + " alone.");
      if (function.section().equals("waf")) {
        WafCommands.all().forEach(sub::addSubcommand);
      }
      line.addSubcommand(function.section(), sub);
    }
    return line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof ConfigError) {
      err.println(e.getMessage());
      return WRONG_SETTINGS;
    }
    if (e instanceof AdminRefused) {
      err.println(e.getMessage());
      return 1;
    }
    Logger log = LoggerFactory.getLogger(Ringway.class);
    log.error("failed", e);
    err.println("Ringway failed: " + e);
    return 1;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing.");
  }

  @Command(
      name = "doctor",
      mixinStandardHelpOptions = true,
      description = "Checks what this machine needs to build, run and test Ringway.")
  private static final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
      return Doctor.examine(System.out);
    }
  }
}
