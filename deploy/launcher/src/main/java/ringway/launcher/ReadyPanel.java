// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import ringway.runtime.log.LogsConfig;

/** What whoever typed {@code ./ringway up} needs to know now. */
final class ReadyPanel {
  private static final String LINE = "  %-12s %s%n";

  private ReadyPanel() {}

  static String of(AllInOneSettings settings) {
    StringBuilder panel = new StringBuilder("%nRingway is ready.%n%n".formatted());
    panel.append(LINE.formatted("Open", settings.text("wwsf.public-address")));
    String label = "Sign in as";
    for (JsonNode user : settings.users()) {
      String name = user.path("name").asText();
      panel.append(
          LINE.formatted(
              label,
              "%-16s %s"
                  .formatted(settings.demo() ? name + " / " + name : name, identities(user))));
      label = "";
    }
    panel.append(
        LINE.formatted(
            "Call", settings.text("ims-core.numbers.echo") + "     echo: you hear yourself"));
    panel.append(LINE.formatted("", settings.text("ims-core.numbers.tone") + "     tone: 440 Hz"));
    panel.append(LINE.formatted("", "or one user from another's private window"));
    panel.append(LINE.formatted("See calls", management(settings, "ep-cscf") + "/admin/traces"));
    panel.append(LINE.formatted("", "any name, password in " + settings.adminTokenFile()));
    panel.append(
        LINE.formatted(
            "Logs",
            settings
                .source()
                .effective(NodeFunction.LOGS, LogsConfig.class)
                .path("file")
                .asText("console")));
    label = "Metrics";
    for (String section : List.of("wwsf", "waf", "ep-cscf", "media", "ims-core")) {
      panel.append(
          LINE.formatted(
              label, "%s/metrics  %s".formatted(management(settings, section), section)));
      label = "";
    }
    return panel.append("%n  Ctrl-C ends it.%n".formatted()).toString();
  }

  /** The same for a script: shell variables. */
  static String variables(AllInOneSettings settings) {
    return """
    RINGWAY_BASE_URL=%s
    RINGWAY_WAF_URL=%s
    RINGWAY_W2_URL=%s
    RINGWAY_CORE_URL=%s
    """
        .formatted(
            settings.text("wwsf.public-address"),
            settings.text("waf.issuer"),
            settings.text("wwsf.w2"),
            management(settings, "ims-core"));
  }

  private static String management(AllInOneSettings settings, String section) {
    return "http://%s:%s"
        .formatted(
            settings.text(section + ".management.host"),
            settings.text(section + ".management.port"));
  }

  private static String identities(JsonNode user) {
    StringBuilder text = new StringBuilder();
    user.path("impus")
        .forEach(impu -> text.append(text.isEmpty() ? "" : ", ").append(impu.asText()));
    return text.toString();
  }
}
