// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.lang.reflect.Field;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what the binder says into a sentence for the operator: where, which key, what is wanted.
 */
final class BindFailure {
  private static final int MAX_SHOWN = 60;
  private static final Pattern ISO_DURATION =
      Pattern.compile("\\bPT(?=\\d)(\\d{1,12}H)?(\\d{1,2}M)?(\\d{1,2}(\\.\\d{1,9})?S)?\\b");

  private BindFailure() {}

  static ConfigError explain(
      String origin,
      String section,
      JsonNode values,
      Map<String, String> fromEnvironment,
      JacksonException failure) {
    List<JsonMappingException.Reference> path =
        failure instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
    String key = section + keyOf(path);
    String where = fromEnvironment.getOrDefault(key, origin);
    return new ConfigError(
        where + ": " + key + ": " + reason(failure, nodeAt(values, path)), failure);
  }

  private static String reason(JacksonException failure, JsonNode found) {
    return switch (failure) {
      // What our own records say is written for the operator.
      case ValueInstantiationException refused when refused.getCause() != null ->
          withUnits(String.valueOf(refused.getCause().getMessage()));
      case UnrecognizedPropertyException unknown ->
          "unknown key"
              + EditDistance.suggestion(
                  unknown.getPropertyName(),
                  unknown.getKnownPropertyIds().stream().map(Object::toString).toList());
      case MismatchedInputException mismatch when found.isMissingNode() || found.isNull() ->
          "must be given";
      case MismatchedInputException mismatch when mismatch.getTargetType() == Secret.class ->
          "expected a reference, file:/path or env:NAME";
      case MismatchedInputException mismatch ->
          expected(mismatch.getTargetType())
              .map(wanted -> "expected " + wanted + ", found `" + shown(found) + "`")
              .orElseGet(mismatch::getOriginalMessage);
      default -> failure.getOriginalMessage();
    };
  }

  /** Our records say durations as Java does, PT0.09S; settings have 90ms. */
  private static String withUnits(String message) {
    return ISO_DURATION
        .matcher(message)
        .replaceAll(found -> UnitsModule.written(Duration.parse(found.group())));
  }

  private static Optional<String> expected(Class<?> type) {
    if (type == null) {
      return Optional.empty();
    }
    if (type.isEnum()) {
      return Optional.of(
          Arrays.stream(type.getFields())
              .filter(Field::isEnumConstant)
              .map(BindFailure::writtenAs)
              .collect(Collectors.joining(", ", "one of ", "")));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return Optional.of("a list such as [a, b]");
    }
    return Optional.ofNullable(
            Map.of(
                    int.class, "a whole number",
                    long.class, "a whole number",
                    double.class, "a number",
                    boolean.class, "true or false",
                    String.class, "text",
                    Duration.class, "a duration such as 30s",
                    ByteSize.class, "a size such as 16KiB",
                    URI.class, "an address such as http://localhost:8080")
                .get(type))
        .or(() -> type.isRecord() ? Optional.of("keys below it") : Optional.empty());
  }

  private static String writtenAs(Field constant) {
    JsonProperty written = constant.getAnnotation(JsonProperty.class);
    return written == null ? UnitsModule.kebabCase(constant.getName()) : written.value();
  }

  private static String shown(JsonNode found) {
    String text = found.isValueNode() ? found.asText() : found.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }

  private static String keyOf(List<JsonMappingException.Reference> path) {
    return path.stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining());
  }

  private static JsonNode nodeAt(JsonNode values, List<JsonMappingException.Reference> path) {
    JsonNode node = values;
    for (JsonMappingException.Reference step : path) {
      node =
          step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
    }
    return node;
  }
}
