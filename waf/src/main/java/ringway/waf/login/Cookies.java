// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** The WAF's cookies: random handles that no script can read. */
public final class Cookies {
  private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** What the browser keeps. */
  enum Kind {
    /** Ties a form to the browser it was shown in. */
    BROWSER("ringway_waf"),
    SESSION("ringway_waf_session"),
    /** Says that somebody has signed in with this browser before. */
    DEVICE("ringway_waf_device");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  private final String prefix;
  private final String attributes;

  public Cookies(URI issuer) {
    // Cookies ignore ports, so on localhost the names must differ from the WWSF's.
    boolean https = issuer.getScheme().equals("https");
    prefix = https ? "__Host-" : "";
    attributes = "; Path=/; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  Optional<String> read(HttpRequest request, Kind kind) {
    return request.cookie(prefix + kind.name).filter(value -> HANDLE.matcher(value).matches());
  }

  HttpReply set(HttpReply reply, Kind kind, String value) {
    return reply.with("Set-Cookie", prefix + kind.name + "=" + value + attributes);
  }

  HttpReply set(HttpReply reply, Kind kind, String value, Duration life) {
    return reply.with(
        "Set-Cookie",
        prefix + kind.name + "=" + value + attributes + "; Max-Age=" + life.toSeconds());
  }

  HttpReply clear(HttpReply reply, Kind kind) {
    return set(reply, kind, "", Duration.ZERO);
  }

  /** The mark of the browser, which a form shown in it has to bring back. */
  public Optional<String> browser(HttpRequest request) {
    return read(request, Kind.BROWSER);
  }
}
