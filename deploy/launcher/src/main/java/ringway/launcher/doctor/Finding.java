// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.doctor;

import java.util.Optional;

/**
 * The result of one check.
 *
 * @param detail what was found
 * @param fix what mends it; empty when all is well
 * @param needed whether Ringway cannot run without it; otherwise only a part of the tests suffers
 */
record Finding(String name, String detail, Optional<String> fix, boolean needed) {
  static Finding ok(String name, String detail) {
    return new Finding(name, detail, Optional.empty(), false);
  }

  static Finding missing(String name, String detail, String fix) {
    return new Finding(name, detail, Optional.of(fix), true);
  }

  static Finding advised(String name, String detail, String fix) {
    return new Finding(name, detail, Optional.of(fix), false);
  }

  boolean bad() {
    return fix.isPresent() && needed;
  }

  /** One line, or two with the fix. */
  String lines() {
    String mark = fix.isEmpty() ? "ok  " : needed ? "FIX " : "note";
    return "%s  %-10s %s".formatted(mark, name, detail)
        + fix.map(text -> "%n                 → %s".formatted(text)).orElse("");
  }
}
