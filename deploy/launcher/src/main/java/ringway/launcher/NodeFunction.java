// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ringway.agw.MediaConfig;
import ringway.agw.MediaFunction;
import ringway.epcscf.EpCscf;
import ringway.epcscf.EpCscfConfig;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.config.ConfigSource;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.wwsf.Wwsf;
import ringway.wwsf.WwsfConfig;

/**
 * A function that can run by itself: its section of the settings and how it is started.
 *
 * @param section name of the section, and of the command
 */
record NodeFunction<C>(
    String section, String title, Class<C> config, Function<C, AutoCloseable> starter) {

  static final String LOGS = "logs";

  /** In the order they are started in: each after those it talks to. */
  static final List<NodeFunction<?>> ALL =
      List.of(
          new NodeFunction<>("ims-core", "lab IMS core", ImsCoreConfig.class, ImsCore::start),
          new NodeFunction<>("media", "media function", MediaConfig.class, MediaFunction::start),
          new NodeFunction<>("waf", "WAF", WafConfig.class, Waf::start),
          new NodeFunction<>("ep-cscf", "eP-CSCF", EpCscfConfig.class, EpCscf::start),
          new NodeFunction<>("wwsf", "WWSF", WwsfConfig.class, Wwsf::start));

  static Optional<NodeFunction<?>> named(String section) {
    return ALL.stream()
        .filter(function -> function.section().equals(section))
        .<NodeFunction<?>>map(function -> function)
        .findFirst();
  }

  /** Every section a file of settings may hold. */
  static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    ALL.forEach(function -> sections.add(function.section()));
    sections.add(LOGS);
    return sections;
  }

  C bind(ConfigSource source) {
    return source.section(section, config);
  }

  /** Binds its section and starts it. */
  AutoCloseable start(ConfigSource source) {
    return starter.apply(bind(source));
  }
}
