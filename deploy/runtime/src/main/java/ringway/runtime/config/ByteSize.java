// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes, written {@code 512B}, {@code 16KiB} or {@code 4MiB}. */
public record ByteSize(int bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB)");

  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a size such as 16KiB, found `" + text + "`");
    }
    long unit =
        switch (matcher.group(2)) {
          case "KiB" -> 1024L;
          case "MiB" -> 1024L * 1024;
          default -> 1L;
        };
    return new ByteSize(Math.toIntExact(Long.parseLong(matcher.group(1)) * unit));
  }
}
