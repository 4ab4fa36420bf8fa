// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where settings come from, weakest first: the reference file every function ships (all keys, their
 * defaults and meaning), defaults the caller adds, the operator's YAML file, the environment
 * ({@code RINGWAY_EPCSCF_W2_PORT} for {@code ep-cscf: w2: port}). Binds one section to the
 * function's config record. Immutable.
 */
public final class ConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigSource.class);
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new UnitsModule())
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final String origin;
  private final ObjectNode defaults;
  private final ObjectNode settings;
  private final Map<String, String> environment;

  private ConfigSource(
      String origin, ObjectNode defaults, ObjectNode settings, Map<String, String> environment) {
    this.origin = origin;
    this.defaults = defaults;
    this.settings = settings;
    this.environment = environment;
  }

  /**
   * @param file the operator's file, or empty to run on the defaults and the environment
   * @param sections every section name a file may hold
   */
  public static ConfigSource read(
      Optional<Path> file, Set<String> sections, Map<String, String> environment) {
    ObjectNode none = YAML.createObjectNode();
    if (file.isEmpty()) {
      return new ConfigSource("the defaults", none, none, environment);
    }
    String origin = file.get().toString();
    ObjectNode settings = parse(file.get());
    for (Map.Entry<String, JsonNode> section : settings.properties()) {
      String name = section.getKey();
      if (!sections.contains(name)) {
        throw new ConfigError(
            origin + ": unknown key `" + name + "`" + EditDistance.suggestion(name, sections));
      }
      if (!section.getValue().isObject() && !section.getValue().isNull()) {
        throw new ConfigError(origin + ": " + name + ": expected keys below it");
      }
    }
    return new ConfigSource(origin, none, settings, environment);
  }

  /**
   * The same settings over other defaults: what {@code yaml} says is stronger than the reference
   * files and weaker than the operator's file and the environment.
   */
  public ConfigSource withDefaults(String yaml) {
    try {
      ObjectNode layer =
          YAML.readTree(yaml) instanceof ObjectNode given ? given : YAML.createObjectNode();
      return new ConfigSource(origin, layer, settings, environment);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not YAML: " + e.getOriginalMessage(), e);
    }
  }

  /** The section bound to its record; every problem is a {@link ConfigError}. */
  public <T> T section(String name, Class<T> type) {
    Layered layered = layered(name, type);
    for (String variable : layered.unused()) {
      log.warn("environment variable sets nothing variable={} section={}", variable, name);
    }
    try {
      return YAML.treeToValue(layered.values(), type);
    } catch (JacksonException e) {
      throw BindFailure.explain(origin, name, layered.values(), layered.fromEnvironment(), e);
    }
  }

  /** The sections the operator's file holds. */
  public Set<String> given() {
    return settings.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  /** The section as it will be bound, secrets as the references they are. */
  public ObjectNode effective(String name, Class<?> type) {
    return layered(name, type).values();
  }

  /** {@link #effective} as YAML text, under its section name. */
  public String effectiveYaml(String name, Class<?> type) {
    try {
      return YAML.writeValueAsString(YAML.createObjectNode().set(name, effective(name, type)))
          .replaceFirst("^---\\R", "");
    } catch (JacksonException e) {
      throw new IllegalStateException("settings of " + name + " cannot be printed", e);
    }
  }

  /** The commented text of a section's reference file. */
  public static String referenceText(String section, Class<?> type) {
    String resource = "/ringway/reference/" + section + ".yaml";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no " + resource + " beside " + type.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(resource + " is broken", e);
    }
  }

  private record Layered(
      ObjectNode values, Map<String, String> fromEnvironment, List<String> unused) {}

  private Layered layered(String name, Class<?> type) {
    ObjectNode merged = reference(name, type);
    for (ObjectNode layer : new ObjectNode[] {defaults, settings}) {
      if (layer.get(name) instanceof ObjectNode given) {
        requireKeys(name, given, merged);
        merge(merged, given);
      }
    }
    EnvironmentOverlay overlay = new EnvironmentOverlay(YAML, name, environment);
    Map<String, String> applied = overlay.applyTo(merged);
    return new Layered(merged, applied, overlay.unused());
  }

  private static ObjectNode parse(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      JsonNode tree = YAML.readTree(in);
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        return YAML.createObjectNode();
      }
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new ConfigError(file + ": expected sections such as `ep-cscf:`, found a single value");
    } catch (JacksonException e) {
      throw new ConfigError(
          file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ConfigError(file + " does not exist", e);
    } catch (IOException e) {
      throw new ConfigError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ObjectNode reference(String section, Class<?> type) {
    try {
      return (ObjectNode) YAML.readTree(referenceText(section, type));
    } catch (JacksonException e) {
      throw new IllegalStateException("the reference file of " + section + " is broken", e);
    }
  }

  /** Checks keys against the reference file wherever that has an object with keys of its own. */
  private void requireKeys(String path, ObjectNode given, ObjectNode reference) {
    Collection<String> known =
        reference.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = entry.getKey();
      String at = path + "." + key;
      if (!known.contains(key)) {
        throw new ConfigError(
            origin + ": unknown key `" + at + "`" + EditDistance.suggestion(key, known));
      }
      if (reference.get(key) instanceof ObjectNode below && !below.isEmpty()) {
        if (entry.getValue() instanceof ObjectNode child) {
          requireKeys(at, child, below);
        } else {
          throw new ConfigError(origin + ": " + at + ": expected keys below it");
        }
      }
    }
  }

  private static void merge(ObjectNode base, ObjectNode over) {
    for (Map.Entry<String, JsonNode> entry : over.properties()) {
      if (base.get(entry.getKey()) instanceof ObjectNode below
          && entry.getValue() instanceof ObjectNode above
          && !below.isEmpty()) {
        merge(below, above);
      } else {
        base.set(entry.getKey(), entry.getValue());
      }
    }
  }
}
