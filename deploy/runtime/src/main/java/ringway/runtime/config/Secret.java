// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A value that must never be printed. In a config file it is a reference, {@code file:/path} or
 * {@code env:NAME}; the value itself may not stand there.
 */
public final class Secret {
  private final String value;
  private final Optional<Path> file; // it stands in

  private Secret(String value, Optional<Path> file) {
    this.value = value;
    this.file = file;
  }

  public static Secret of(String value) {
    return new Secret(value, Optional.empty());
  }

  public static Secret inFile(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      return new Secret(given(text, "file " + file), Optional.of(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("secret file " + file + " cannot be read", e);
    }
  }

  @JsonCreator
  static Secret fromReference(String reference) {
    if (reference.startsWith("file:")) {
      return inFile(Path.of(reference.substring("file:".length())));
    }
    if (reference.startsWith("env:")) {
      String name = reference.substring("env:".length());
      String value = System.getenv(name);
      if (value == null) {
        throw new IllegalArgumentException("environment variable " + name + " is not set");
      }
      return of(given(value, "environment variable " + name));
    }
    throw new IllegalArgumentException(
        "a secret is given as file:/path or env:NAME, never in clear");
  }

  private static String given(String value, String place) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(place + " is empty, where a secret is expected");
    }
    return value;
  }

  /** As its file has it now; the same where there is none, or nothing that could be used. */
  public Secret again() {
    try {
      return file.map(Secret::inFile).orElse(this);
    } catch (IllegalArgumentException _) {
      return this;
    }
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
