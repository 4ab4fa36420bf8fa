// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Records as encrypted JSON. */
record SealedJson(Seal seal) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new Jdk8Module()).addModule(new Moments()).build();

  String write(String place, Object value) {
    try {
      return seal.close(place, JSON.writeValueAsBytes(value));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + value.getClass(), e);
    }
  }

  /** Empty when it was written with another key, for another place or by another version. */
  <T> Optional<T> read(String place, String sealed, Class<T> type) {
    return seal.open(place, sealed)
        .flatMap(
            bytes -> {
              try {
                return Optional.of(JSON.readValue(bytes, type));
              } catch (IOException _) {
                return Optional.empty();
              }
            });
  }

  /** Instants as epoch milliseconds. */
  private static final class Moments extends SimpleModule {
    private static final long serialVersionUID = 1;

    Moments() {
      addSerializer(
          new StdScalarSerializer<>(Instant.class) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(Instant value, JsonGenerator out, SerializerProvider context)
                throws IOException {
              out.writeNumber(value.toEpochMilli());
            }
          });
      addDeserializer(
          Instant.class,
          new StdScalarDeserializer<>(Instant.class) {
            private static final long serialVersionUID = 1;

            @Override
            public Instant deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
              return Instant.ofEpochMilli(in.getLongValue());
            }
          });
    }
  }
}
