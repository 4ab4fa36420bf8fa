// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lays the environment over one section: every key can be given as {@code RINGWAY_SECTION_KEY},
 * dashes left out, nested keys joined by underscores.
 */
final class EnvironmentOverlay {
  private static final Pattern FROM_KUBERNETES = Pattern.compile("_SERVICE_|_PORT_\\d+_");

  private final ObjectMapper yaml;
  private final String section;
  private final Map<String, String> environment;
  private final Map<String, String> applied = new LinkedHashMap<>();

  EnvironmentOverlay(ObjectMapper yaml, String section, Map<String, String> environment) {
    this.yaml = yaml;
    this.section = section;
    this.environment = environment;
  }

  /** The name of the variable that sets {@code key}, given with dots and its section. */
  static String variable(String key) {
    return "RINGWAY_" + key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Changes {@code values}; answers which keys (with dots) came from which variable. */
  Map<String, String> applyTo(ObjectNode values) {
    apply(values, section);
    return applied;
  }

  /**
   * Variables that look like ours and set nothing: most likely misspelt. Those Kubernetes makes for
   * a service of the same name are left out.
   */
  List<String> unused() {
    String prefix = variable(section) + "_";
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> !applied.containsValue(entry.getKey()))
        .filter(entry -> !FROM_KUBERNETES.matcher(entry.getKey()).find())
        .filter(entry -> !entry.getValue().matches("(tcp|udp)://.*"))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void apply(ObjectNode node, String path) {
    for (String key : node.properties().stream().map(Map.Entry::getKey).toList()) {
      String at = path + "." + key;
      if (node.get(key) instanceof ObjectNode child && !child.isEmpty()) {
        apply(child, at);
      } else if (environment.get(variable(at)) instanceof String text) {
        node.set(key, value(node.get(key), text));
        applied.put(at, variable(at));
      }
    }
  }

  /** YAML, so that numbers and lists can be given; where the default is text, text it stays. */
  private JsonNode value(JsonNode standing, String text) {
    try {
      JsonNode given = yaml.readTree(text);
      return standing.isTextual() && !given.isTextual() ? TextNode.valueOf(text) : given;
    } catch (JacksonException _) {
      return TextNode.valueOf(text);
    }
  }
}
