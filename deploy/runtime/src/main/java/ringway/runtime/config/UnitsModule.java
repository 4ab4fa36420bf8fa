// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that carry their unit, {@code 30s}, {@code 16KiB}, and enums in kebab case. */
final class UnitsModule extends SimpleModule {
  private static final long serialVersionUID = 1;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

  private record Unit(String name, long millis) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", 86_400_000),
          new Unit("h", 3_600_000),
          new Unit("m", 60_000),
          new Unit("s", 1_000),
          new Unit("ms", 1));

  UnitsModule() {
    addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, UnitsModule::duration));
    addDeserializer(ByteSize.class, new TextDeserializer<>(ByteSize.class, ByteSize::parse));
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addDeserializationProblemHandler(new KebabCaseEnums());
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a duration such as 30s, found `" + text + "`");
    }
    Unit unit =
        UNITS.stream()
            .filter(candidate -> candidate.name().equals(matcher.group(2)))
            .findFirst()
            .orElseThrow();
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unit.millis());
  }

  /** How people write it: in the largest unit that needs no fraction. */
  static String written(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long millis = duration.toMillis();
    Unit unit =
        UNITS.stream()
            .filter(candidate -> millis % candidate.millis() == 0)
            .findFirst()
            .orElseThrow();
    return millis / unit.millis() + unit.name();
  }

  /** How people write an enum's value: as keys are, {@code bottle-green} for BOTTLE_GREEN. */
  static String kebabCase(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1;
    private final transient Function<String, T> parse;

    TextDeserializer(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      String text = parser.getText();
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw context.weirdStringException(text, handledType(), e.getMessage());
      }
    }
  }

  /** Takes what people write. */
  private static final class KebabCaseEnums extends DeserializationProblemHandler {
    @Override
    public Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String text, String failure) {
      if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          if (kebabCase(((Enum<?>) constant).name()).equalsIgnoreCase(text)) {
            return constant;
          }
        }
      }
      return NOT_HANDLED;
    }
  }
}
