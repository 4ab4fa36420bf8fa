// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.io.IOException;
import java.io.InputStream;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** The WAF's pages: plain HTML with one style sheet, no script, usable with a keyboard alone. */
public final class Page {
  private static final String STYLE_PATH = "/login.css";
  private static final byte[] STYLE = resource("login.css");

  private Page() {}

  static HttpReply style(HttpRequest request) {
    return HttpReply.of(200)
        .withBody("text/css; charset=utf-8", STYLE)
        .with("Cache-Control", "public, max-age=3600");
  }

  /**
   * @param formTargets origins a form on this page may lead to; browsers hold the redirect after a
   *     form post to the policy as well
   */
  static HttpReply of(int status, String title, String body, String formTargets) {
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
        <link rel="stylesheet" href="%s">
        </head>
        <body>
        <main>
        <svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
        <circle cx="24" cy="24" r="6"/><path d="M13 35a15.6 15.6 0 0 1 0-22M35 13a15.6 15.6 0 0 1 0 22"/>
        </svg>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(escape(title), STYLE_PATH, body);
    return HttpReply.html(status, html)
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none';"
                + " frame-ancestors 'none'; form-action "
                + formTargets)
        .noStore();
  }

  /** A problem with a way back. */
  public static HttpReply problem(
      int status, String title, String text, String linkText, String href) {
    return of(
        status,
        title,
        """
        <h1>%s</h1>
        <p role="alert">%s</p>
        <p><a class="button" href="%s">%s</a></p>
        """
            .formatted(escape(title), escape(text), escape(href), escape(linkText)),
        "'none'");
  }

  public static HttpReply problem(int status, String title, String text) {
    return of(
        status, title, "<h1>%s</h1>\n<p>%s</p>".formatted(escape(title), escape(text)), "'none'");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
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
