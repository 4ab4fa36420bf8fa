// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A value that must never be printed. In a config file it is a reference, {@code file:/path} or
 * {@code env:NAME}; the value itself may not stand there.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  @JsonCreator
  static Secret fromReference(String reference) {
    if (reference.startsWith("file:")) {
      Path file = Path.of(reference.substring("file:".length()));
      try {
        return given(Files.readString(file, StandardCharsets.UTF_8).strip(), "file " + file);
      } catch (IOException e) {
        throw new IllegalArgumentException("secret file " + file + " cannot be read", e);
      }
    }
    if (reference.startsWith("env:")) {
      String name = reference.substring("env:".length());
      String value = System.getenv(name);
      if (value == null) {
        throw new IllegalArgumentException("environment variable " + name + " is not set");
      }
      return given(value, "environment variable " + name);
    }
    throw new IllegalArgumentException(
        "a secret is given as file:/path or env:NAME, never in clear");
  }

  private static Secret given(String value, String place) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(place + " is empty, where a secret is expected");
    }
    return new Secret(value);
  }

  /** The value in clear: only for the call that needs it, never for a log or a message. */
  public String reveal() {
    return value;
  }

  /** Compares in constant time. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
