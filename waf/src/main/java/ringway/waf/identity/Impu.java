// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A public user identity: a SIP or tel URI (TS 23.003 §13.4). */
public record Impu(@JsonValue String value) {
  private static final Pattern SHAPE =
      Pattern.compile("sips?:[^@\\s<>\"]{1,128}@[A-Za-z0-9.:;=-]{1,253}|tel:\\+?[0-9]{1,32}");

  @JsonCreator
  public Impu {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an IMPU is a sip: or tel: URI such as sip:alice@ims.example.net, found `" + value + "`");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
