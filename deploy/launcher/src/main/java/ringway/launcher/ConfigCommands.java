// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.log.LogsConfig;

/** The commands about settings. */
final class ConfigCommands {
  private ConfigCommands() {}

  /** {@code ringway check-config FILE}. */
  @Command(
      name = "check-config",
      mixinStandardHelpOptions = true,
      description = "Checks a file of settings without starting anything.")
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file to check.")
    private Path file = Path.of("ringway.yaml");

    @Option(
        names = "--print",
        description = "Prints what would count, defaults and environment included.")
    private boolean print;

    @Override
    public Integer call() {
      System.out.print(check(file, print, System.getenv()));
      return 0;
    }
  }

  static String check(Path file, boolean print, Map<String, String> environment) {
    ConfigSource source =
        ConfigSource.read(Optional.of(file), NodeFunction.sections(), environment);
    Set<String> given = source.given();
    if (given.isEmpty()) {
      throw new ConfigError(
          file + " holds no section; known are " + String.join(", ", NodeFunction.sections()));
    }
    List<String> checked = new ArrayList<>();
    StringBuilder effective = new StringBuilder();
    sections()
        .forEach(
            (section, type) -> {
              if (given.contains(section)) {
                source.section(section, type);
                checked.add(section);
                effective.append(source.effectiveYaml(section, type));
              }
            });
    return print
        ? effective.toString()
        : "%s is in order: %s%n".formatted(file, String.join(", ", checked));
  }

  /** {@code ringway config-reference}. */
  @Command(
      name = "config-reference",
      mixinStandardHelpOptions = true,
      description = "Prints every key with its default and meaning; the output is a valid file.")
  static final class Reference implements Callable<Integer> {
    @Parameters(
        paramLabel = "SECTION",
        arity = "0..*",
        description = "Only these sections: waf, wwsf, ep-cscf, media, ims-core, logs.")
    private List<String> only = List.of();

    @Override
    public Integer call() {
      System.out.print(reference(only));
      return 0;
    }
  }

  static String reference(List<String> only) {
    Map<String, Class<?>> sections = sections();
    for (String name : only) {
      if (!sections.containsKey(name)) {
        throw new ConfigError(
            "no section `" + name + "`; known are " + String.join(", ", sections.keySet()));
      }
    }
    return """
    # Every key of Ringway with its default. Each can also be given in the environment:
    # RINGWAY_, the section, the keys, in capitals, dashes left out, joined by underscores;
    # RINGWAY_EPCSCF_W2_PORT is `port` in `w2` in `ep-cscf`.
    """
        + sections.entrySet().stream()
            .filter(section -> only.isEmpty() || only.contains(section.getKey()))
            .map(section -> "\n" + section.getKey() + ":\n" + indented(section))
            .collect(Collectors.joining());
  }

  private static String indented(Map.Entry<String, Class<?>> section) {
    return ConfigSource.referenceText(section.getKey(), section.getValue())
        .lines()
        .map(line -> line.isEmpty() ? line : "  " + line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Map<String, Class<?>> sections() {
    Map<String, Class<?>> sections = new LinkedHashMap<>();
    NodeFunction.ALL.forEach(function -> sections.put(function.section(), function.config()));
    sections.put(NodeFunction.LOGS, LogsConfig.class);
    return sections;
  }
}
