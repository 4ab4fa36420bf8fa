// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

/** A setting the operator has to correct; the message names file, key and what is expected. */
public final class ConfigError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigError(String message) {
    super(message);
  }

  public ConfigError(String message, Throwable cause) {
    super(message, cause);
  }
}
