// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where settings come from, weakest first: the reference file every function ships (all keys, their
 * defaults and meaning), the operator's YAML file, the environment ({@code RINGWAY_EPCSCF_W2_PORT}
 * for {@code ep-cscf: w2: port}). Binds one section to the function's config record.
 */
public final class ConfigSource {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new UnitsModule())
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final String origin;
  private final ObjectNode settings;
  private final Map<String, String> environment;

  private ConfigSource(String origin, ObjectNode settings, Map<String, String> environment) {
    this.origin = origin;
    this.settings = settings;
    this.environment = environment;
  }

  /**
   * @param file the operator's file, or empty to run on the defaults and the environment
   * @param sections every section name a file may hold
   */
  public static ConfigSource read(
      Optional<Path> file, Set<String> sections, Map<String, String> environment) {
    if (file.isEmpty()) {
      return new ConfigSource("the defaults", YAML.createObjectNode(), environment);
    }
    String origin = file.get().toString();
    ObjectNode settings = parse(file.get());
    settings.fieldNames().forEachRemaining(name -> requireKnown(origin, name, sections));
    return new ConfigSource(origin, settings, environment);
  }

  /** The section bound to its record; every problem is a {@link ConfigError}. */
  public <T> T section(String name, Class<T> type) {
    ObjectNode merged = reference(name, type);
    if (settings.get(name) instanceof ObjectNode given) {
      requireKeys(name, given, merged);
      merge(merged, given);
    }
    overlayEnvironment(merged, "RINGWAY_" + name.replace("-", "").toUpperCase(Locale.ROOT));
    try {
      return YAML.treeToValue(merged, type);
    } catch (JsonMappingException e) {
      throw new ConfigError(origin + ": " + name + pathOf(e) + ": " + reasonOf(e), e);
    } catch (JacksonException e) {
      throw new ConfigError(origin + ": " + name + ": " + e.getOriginalMessage(), e);
    }
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
    } catch (IOException e) {
      throw new ConfigError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ObjectNode reference(String section, Class<?> type) {
    String resource = "/ringway/reference/" + section + ".yaml";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no " + resource + " beside " + type.getName());
      }
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(resource + " is broken", e);
    }
  }

  private static void requireKnown(String origin, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw new ConfigError(origin + ": unknown key `" + name + "`" + suggestion(name, known));
    }
  }

  /** Checks keys against the reference file wherever that has an object with keys of its own. */
  private void requireKeys(String path, ObjectNode given, ObjectNode reference) {
    Set<String> known =
        reference.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    given
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (!known.contains(key)) {
                throw new ConfigError(
                    origin + ": unknown key `" + path + "." + key + "`" + suggestion(key, known));
              }
              if (entry.getValue() instanceof ObjectNode child
                  && reference.get(key) instanceof ObjectNode referenceChild
                  && !referenceChild.isEmpty()) {
                requireKeys(path + "." + key, child, referenceChild);
              }
            });
  }

  private static String suggestion(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
        .filter(nearest -> EditDistance.between(name, nearest) <= Math.max(2, name.length() / 3))
        .map(nearest -> "; did you mean `" + nearest + "`?")
        .orElseGet(() -> "; known here: " + String.join(", ", known.stream().sorted().toList()));
  }

  private static void merge(ObjectNode base, ObjectNode over) {
    over.properties()
        .forEach(
            entry -> {
              if (base.get(entry.getKey()) instanceof ObjectNode below
                  && entry.getValue() instanceof ObjectNode above
                  && !below.isEmpty()) {
                merge(below, above);
              } else {
                base.set(entry.getKey(), entry.getValue());
              }
            });
  }

  /** Every scalar key of the section can be given as PREFIX_KEY, dashes left out. */
  private void overlayEnvironment(ObjectNode node, String prefix) {
    for (String key : node.properties().stream().map(Map.Entry::getKey).toList()) {
      String variable = prefix + "_" + key.replace("-", "").toUpperCase(Locale.ROOT);
      if (node.get(key) instanceof ObjectNode child && !child.isEmpty()) {
        overlayEnvironment(child, variable);
      } else if (environment.get(variable) instanceof String value) {
        try {
          node.set(key, YAML.readTree(value));
        } catch (JacksonException e) {
          throw new ConfigError(variable + ": " + e.getOriginalMessage(), e);
        }
      }
    }
  }

  private static String pathOf(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining());
  }

  private static String reasonOf(JsonMappingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key"
          + suggestion(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream().map(Object::toString).toList());
    }
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause instanceof JacksonException jackson
        ? jackson.getOriginalMessage()
        : cause.getMessage();
  }
}
