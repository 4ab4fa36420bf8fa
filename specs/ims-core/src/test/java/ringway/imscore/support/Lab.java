// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.config.ConfigSource;

/** A core on free ports with the reference file's settings, and its management port. */
public final class Lab implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ImsCore core;
  private final int managementPort;

  /**
   * @param settings key below RINGWAY_IMSCORE_ and value
   */
  public Lab(Map<String, String> settings) {
    managementPort = freePort();
    Map<String, String> given = new HashMap<>(settings);
    given.put("PORT", "0");
    given.put("MANAGEMENT_PORT", Integer.toString(managementPort));
    given.putIfAbsent("PHONES_ANSWERAFTER", "1ms");
    core = ImsCore.start(config(given));
  }

  /** The settings of the reference file, some replaced. */
  public static ImsCoreConfig config(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    settings.forEach((key, value) -> environment.put("RINGWAY_IMSCORE_" + key, value));
    return ConfigSource.read(Optional.empty(), Set.of("ims-core"), environment)
        .section("ims-core", ImsCoreConfig.class);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return core.port();
  }

  /** A peer at the address the reference file trusts. */
  public SipPeer trustedPeer() {
    return new SipPeer("127.0.0.1", core.port());
  }

  public SipPeer untrustedPeer() {
    return new SipPeer("127.0.0.2", core.port());
  }

  public JsonNode get(String path) {
    return json(send("GET", path).body());
  }

  public HttpResponse<String> post(String path) {
    return send("POST", path);
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpResponse<String> send(String method, String path) {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** What the management port says of a phone's call. */
  public JsonNode phoneCall(String callId) {
    for (JsonNode call : get("/phones").get("calls")) {
      if (call.get("call_id").asText().equals(callId)) {
        return call;
      }
    }
    throw new AssertionError("no phone call " + callId);
  }

  @Override
  public void close() {
    core.close();
  }
}
