// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import static ringway.waf.login.Page.escape;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import ringway.runtime.http.HttpReply;

/**
 * The form in which a user signs in.
 *
 * @param client the application that wants to know the user
 * @param returnsTo its origin
 * @param request query of the authorization request, sent back with the form
 * @param browser value of the browser's cookie, sent back with the form
 * @param upstreams where else the user may sign in
 */
public record LoginForm(
    String client, String returnsTo, String request, String browser, List<UpstreamLink> upstreams) {

  /**
   * A provider that can sign users in.
   *
   * @param id it has in addresses
   * @param name shown to the user
   */
  public record UpstreamLink(String id, String name) {}

  /**
   * @param name filled in
   * @param problem shown above the fields; empty when there is none
   */
  HttpReply show(int status, String name, String problem) {
    boolean failed = !problem.isEmpty();
    String alert =
        failed
            ? "<p class=\"problem\" id=\"problem\" role=\"alert\">%s</p>".formatted(escape(problem))
            : "";
    String invalid = failed ? " aria-describedby=\"problem\" aria-invalid=\"true\"" : "";
    // The cursor goes where the user has to type next.
    boolean nameKnown = !name.isEmpty();
    String body =
        """
        <h1>Sign in</h1>
        <p class="lead">to continue to <strong>%s</strong></p>
        %s
        <form method="post" action="/login">
        <input type="hidden" name="request" value="%s">
        <input type="hidden" name="browser" value="%s">
        <label for="username">User name</label>
        <input id="username" name="username" value="%s" autocomplete="username" autocapitalize="none" spellcheck="false" required%s%s>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required%s%s>
        <button type="submit">Sign in</button>
        </form>
        %s
        """
            .formatted(
                escape(client),
                alert,
                escape(request),
                escape(browser),
                escape(name),
                invalid,
                nameKnown ? "" : " autofocus",
                invalid,
                nameKnown ? " autofocus" : "",
                links());
    String title = failed ? "Problem: sign in" : "Sign in";
    return Page.of(status, title, body, "'self' " + returnsTo);
  }

  /** Links and not buttons: a form's redirect would be held to this page's policy. */
  private String links() {
    if (upstreams.isEmpty()) {
      return "";
    }
    return upstreams.stream()
        .map(
            upstream ->
                "<li><a class=\"button\" href=\"/upstream/%s?request=%s\">Sign in with %s</a></li>"
                    .formatted(
                        upstream.id(),
                        URLEncoder.encode(request, StandardCharsets.UTF_8),
                        escape(upstream.name())))
        .collect(
            Collectors.joining(
                "\n", "<h2>Or sign in elsewhere</h2>\n<ul class=\"elsewhere\">\n", "\n</ul>"));
  }
}
