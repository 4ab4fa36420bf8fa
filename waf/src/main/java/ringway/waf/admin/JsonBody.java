// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpRequest;

/** Reads the body of a request; whatever is wrong with it becomes a {@link Problem}. */
final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addDeserializer(Secret.class, new ClearSecret()))
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonBody() {}

  /** Here a secret is the value itself: a reference would have the server read its own files. */
  private static final class ClearSecret extends StdScalarDeserializer<Secret> {
    private static final long serialVersionUID = 1;

    ClearSecret() {
      super(Secret.class);
    }

    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString();
      if (text == null) {
        throw MismatchedInputException.from(parser, String.class, "not text");
      }
      return Secret.of(text);
    }
  }

  static <T> T read(HttpRequest request, Class<T> type) {
    requireType(request, "application/json");
    T value;
    try {
      value = JSON.readValue(request.body(), type);
    } catch (JacksonException e) {
      throw problem(e);
    } catch (IOException e) {
      throw Problem.of(400, "Not JSON", "the body cannot be read as JSON");
    }
    if (value == null) {
      throw Problem.field("", "expected an object");
    }
    return value;
  }

  static void requireType(HttpRequest request, String wanted) {
    String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase(wanted)) {
      throw Problem.of(415, "Unsupported media type", "the Content-Type must be " + wanted);
    }
  }

  /** Never what was found: it may be a password in the wrong place. */
  private static Problem problem(JacksonException failure) {
    String field = failure instanceof JsonMappingException mapping ? path(mapping.getPath()) : "";
    return switch (failure) {
      case ValueInstantiationException refused when refused.getCause() != null ->
          Problem.field(field, String.valueOf(refused.getCause().getMessage()));
      case UnrecognizedPropertyException unknown ->
          Problem.field(
              field,
              "there is no such field; known are "
                  + unknown.getKnownPropertyIds().stream()
                      .map(Object::toString)
                      .sorted()
                      .collect(Collectors.joining(", ")));
      case MismatchedInputException mismatch ->
          Problem.field(field, "expected " + expected(mismatch.getTargetType()));
      default ->
          Problem.of(
              400,
              "Not JSON",
              "line "
                  + failure.getLocation().getLineNr()
                  + ", column "
                  + failure.getLocation().getColumnNr()
                  + " of the body is not JSON, or repeats a field");
    };
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return List.of(type.getEnumConstants()).stream()
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    Map<Class<?>, String> words =
        Map.of(
            boolean.class, "true or false",
            Boolean.class, "true or false",
            int.class, "a whole number",
            URI.class, "an address such as https://phone.example.net");
    return Optional.ofNullable(words.get(type)).orElse(type.isRecord() ? "an object" : "text");
  }

  private static String path(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      if (step.getFieldName() == null) {
        text.append('[').append(step.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return text.toString();
  }
}
