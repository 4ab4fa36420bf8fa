// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import static ringway.waf.login.Page.escape;

import ringway.runtime.http.HttpReply;

/**
 * The form in which a user signs in.
 *
 * @param client the application that wants to know the user
 * @param returnsTo its origin
 * @param request query of the authorization request, sent back with the form
 * @param browser value of the browser's cookie, sent back with the form
 */
record LoginForm(String client, String returnsTo, String request, String browser) {

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
                nameKnown ? " autofocus" : "");
    String title = failed ? "Problem: sign in" : "Sign in";
    return Page.of(status, title, body, "'self' " + returnsTo);
  }
}
