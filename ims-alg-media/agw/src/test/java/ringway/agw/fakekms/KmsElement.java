// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** An object of a Kurento; this class alone is a pipeline. */
class KmsElement implements AutoCloseable {
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What is told of an object, before it is addressed. */
  record Event(String type, ObjectNode data) {
    static Event of(String type) {
      return new Event(type, JSON.objectNode());
    }

    Event with(String key, String value) {
      data.put(key, value);
      return this;
    }

    Event with(String key, int value) {
      data.put(key, value);
      return this;
    }

    Event with(String key, JsonNode value) {
      data.set(key, value);
      return this;
    }
  }

  final FakeKms kms;
  final String id;
  final Map<String, String> tags = new ConcurrentHashMap<>();
  final Set<String> subscribed = ConcurrentHashMap.newKeySet(); // types of events

  KmsElement(FakeKms kms, String id) {
    this.kms = kms;
    this.id = id;
  }

  void tell(Event... events) {
    List<Event> burst = new ArrayList<>(Arrays.asList(events));
    if (kms.eventsDisordered) {
      Collections.reverse(burst);
    }
    burst.stream().filter(event -> subscribed.contains(event.type())).forEach(this::send);
  }

  private void send(Event event) {
    event
        .with("source", id)
        .with("tags", JSON.arrayNode())
        .with("timestampMillis", Long.toString(System.currentTimeMillis()))
        .with("type", event.type());
    ObjectNode value = JSON.objectNode().put("object", id).put("type", event.type());
    value.set("data", event.data());
    ObjectNode message = JSON.objectNode().put("jsonrpc", "2.0").put("method", "onEvent");
    message.putObject("params").set("value", value);
    kms.tell(this, message);
  }

  JsonNode invoke(String operation, JsonNode params) {
    switch (operation) {
      case "addTag" -> tags.put(params.path("key").asText(), params.path("value").asText());
      case "getTags" -> {
        var all = JSON.arrayNode();
        tags.forEach(
            (key, value) ->
                all.addObject()
                    .put("__module__", "kurento")
                    .put("__type__", "Tag")
                    .put("key", key)
                    .put("value", value));
        return all;
      }
      default ->
          throw new KmsRefusal(
              40008, "MALFORMED_TRANSACTION", "Method '" + operation + "' not found");
    }
    return JSON.nullNode();
  }

  /** The value of the last line that begins so; empty without one. */
  static String line(String sdp, String start) {
    return sdp.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .reduce("", (_, last) -> last);
  }

  static List<String> lines(String sdp, Predicate<String> wanted) {
    return sdp.lines().filter(wanted).toList();
  }

  @Override
  public void close() {}
}
