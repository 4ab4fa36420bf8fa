// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An HTTP answer as a value. */
public record HttpReply(int status, List<Map.Entry<String, String>> headers, byte[] body) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  public static HttpReply of(int status) {
    return new HttpReply(status, List.of(), new byte[0]);
  }

  public static HttpReply text(int status, String body) {
    return of(status).withBody("text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  public static HttpReply html(int status, String body) {
    return of(status).withBody("text/html; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** A map, record or Jackson tree as JSON. */
  public static HttpReply json(int status, Object value) {
    try {
      return of(status).withBody("application/json", JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + value.getClass(), e);
    }
  }

  public static HttpReply redirect(String location) {
    return of(302).with("Location", location);
  }

  public HttpReply with(String name, String value) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    all.add(Map.entry(name, value));
    return new HttpReply(status, List.copyOf(all), body);
  }

  public HttpReply withBody(String contentType, byte[] bytes) {
    return new HttpReply(status, headers, bytes).with("Content-Type", contentType);
  }

  /** Answers that carry tokens or personal data. */
  public HttpReply noStore() {
    return with("Cache-Control", "no-store");
  }
}
