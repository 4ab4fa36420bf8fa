// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import ringway.acceptance.actors.Patience;

/** The metrics of a function as an operator's Prometheus reads them. */
public final class Metrics {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI uri;

  Metrics(int managementPort) {
    uri = URI.create("http://127.0.0.1:" + managementPort + "/metrics");
  }

  /** Sum of all samples whose line starts with this name and holds all of these words. */
  public double sum(String name, String... words) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Stream.of(words).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String scrape() {
    try {
      return CLIENT
          .send(
              HttpRequest.newBuilder(uri).timeout(Patience.LIMIT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
