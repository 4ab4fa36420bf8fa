// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.page;

import java.io.IOException;
import java.io.InputStream;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** The WWSF's own pages: plain HTML with one style sheet and no script. */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";
  private static final byte[] STYLE = resource("page.css");

  private Page() {}

  public static HttpReply style(HttpRequest request) {
    return HttpReply.of(200)
        .withBody("text/css; charset=utf-8", STYLE)
        .with("Cache-Control", "public, max-age=3600");
  }

  /** Somebody wanted to sign in and could not. */
  public static HttpReply signInProblem(int status, String text) {
    return of(
        status,
        "Signing in did not work",
        "<p>%s</p>\n<p><a href=\"/login\">Sign in again</a></p>".formatted(escape(text)));
  }

  /** The jar holds no web client. */
  static HttpReply notBuilt() {
    return of(
        503,
        "The web client was not built",
        """
        <p>This server runs, but the page it should show here is missing. To build it:</p>
        <pre>cd web-client
        npm ci
        npm run build</pre>
        <p>then build the server again. <code>./ringway up</code> does all of that by itself.</p>
        """);
  }

  private static HttpReply of(int status, String title, String body) {
    String html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/wwsf-page.css">
        </head>
        <body>
        <main>
        <h1>%s</h1>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(escape(title), escape(title), body);
    return HttpReply.html(status, html).with("Content-Security-Policy", POLICY).noStore();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " beside " + Page.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
