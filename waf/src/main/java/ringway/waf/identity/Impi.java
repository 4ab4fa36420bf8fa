// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A private user identity: {@code user@realm} (TS 23.003 §13.3). */
public record Impi(@JsonValue String value) {
  private static final Pattern NAI = Pattern.compile("[^@\\s<>\"]{1,128}@[A-Za-z0-9.-]{1,253}");

  @JsonCreator
  public Impi {
    if (!NAI.matcher(value).matches()) {
      throw new IllegalArgumentException("an IMPI is user@realm, found `" + value + "`");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
