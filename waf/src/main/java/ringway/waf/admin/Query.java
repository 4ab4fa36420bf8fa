// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.Optional;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.Impi;

/** Query parameters, checked. */
final class Query {
  private static final int LONGEST = 512;

  private Query() {}

  static String require(HttpRequest request, String name) {
    return find(request, name)
        .orElseThrow(() -> Problem.field(name, "this query parameter must be given"));
  }

  static Optional<String> find(HttpRequest request, String name) {
    Optional<String> value = request.query(name).filter(text -> !text.isEmpty());
    if (value.filter(text -> text.length() > LONGEST || text.indexOf('\0') >= 0).isPresent()) {
      throw Problem.field(name, "expected text of at most " + LONGEST + " characters");
    }
    return value;
  }

  static Impi impi(HttpRequest request) {
    try {
      return new Impi(require(request, "impi"));
    } catch (IllegalArgumentException e) {
      throw Problem.field("impi", String.valueOf(e.getMessage()));
    }
  }

  static boolean flag(HttpRequest request, String name) {
    return switch (request.query(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.field(name, "expected true or false");
    };
  }
}
