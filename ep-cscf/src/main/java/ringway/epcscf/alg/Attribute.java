// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An {@code a=} line, with or without a value. */
public record Attribute(String name, Optional<String> value) {
  static Attribute of(String name) {
    return new Attribute(name, Optional.empty());
  }

  static Attribute of(String name, String value) {
    return new Attribute(name, Optional.of(value));
  }

  static boolean isIn(List<Attribute> attributes, String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  static Stream<String> values(List<Attribute> attributes, String name) {
    return attributes.stream()
        .filter(attribute -> attribute.name.equals(name))
        .flatMap(attribute -> attribute.value.stream());
  }

  static Optional<String> value(List<Attribute> attributes, String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name.equals(name) && attribute.value.isPresent()) {
        return attribute.value;
      }
    }
    return Optional.empty();
  }
}
