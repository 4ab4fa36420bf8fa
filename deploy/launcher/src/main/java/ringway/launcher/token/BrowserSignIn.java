// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.token;

import java.io.IOException;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A browser as far as signing in needs one: cookies, redirects, one form. */
public final class BrowserSignIn {
  private static final int MAX_REDIRECTS = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI wwsf;
  private final HttpClient client;

  private BrowserSignIn(URI wwsf, HttpClient client) {
    this.wwsf = wwsf;
    this.client = client;
  }

  /** The access document of the WWSF, as it gives it to the page; JSON. */
  public static String accessDocument(URI wwsf, String user, String password) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build()) {
      return new BrowserSignIn(wwsf, client).signIn(user, password);
    }
  }

  private String signIn(String user, String password) {
    Page login = follow(HttpRequest.newBuilder(wwsf.resolve("/login")).GET());
    HtmlForm form =
        HtmlForm.onPage(login.body())
            .orElseThrow(
                () ->
                    new SignInFailure(
                        "%s shows no form to sign in with (status %d)."
                            .formatted(origin(login.uri()), login.status())));
    Page after =
        follow(
            HttpRequest.newBuilder(form.target(login.uri()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.filledIn(user, password))));
    if (HtmlForm.onPage(after.body()).isPresent()) {
      throw refused(after);
    }
    Page access = follow(HttpRequest.newBuilder(wwsf.resolve("/access")).GET());
    if (access.status() != 200) {
      throw new SignInFailure(
          "Signed in, but %s gives no access document (status %d)."
              .formatted(origin(wwsf), access.status()));
    }
    return access.body();
  }

  /** The form came back instead of the application. */
  private static SignInFailure refused(Page page) {
    return switch (page.status()) {
      case 429 -> new SignInFailure("Too many tries; wait a minute, then try again.");
      case 503 -> new SignInFailure(origin(page.uri()) + " is busy; try again in a moment.");
      default ->
          new SignInFailure(
              "%s does not accept that user name and password.".formatted(origin(page.uri())));
    };
  }

  private record Page(URI uri, int status, String body) {}

  private Page follow(HttpRequest.Builder first) {
    HttpRequest request = first.timeout(TIMEOUT).build();
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpResponse<String> response = send(request);
      int status = response.statusCode();
      String location = response.headers().firstValue("Location").orElse("");
      if (status / 100 != 3 || location.isEmpty()) {
        return new Page(request.uri(), status, response.body());
      }
      URI next = request.uri().resolve(location);
      request = HttpRequest.newBuilder(next).timeout(TIMEOUT).GET().build();
    }
    throw new SignInFailure("Sign-in goes round in circles at " + origin(request.uri()) + ".");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (ConnectException _) {
      throw new SignInFailure(
          "Nothing answers at %s; start it with ./ringway up, or name another with --wwsf."
              .formatted(origin(request.uri())));
    } catch (IOException e) {
      throw new SignInFailure(
          "%s did not answer: %s.".formatted(origin(request.uri()), e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SignInFailure("Interrupted.");
    }
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
