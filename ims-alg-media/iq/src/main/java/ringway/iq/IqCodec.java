// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Map;

/** Frames to JSON text and back; the shapes are in {@code ringway/iq/schema-v1.json}. */
final class IqCodec {
  static final String SUB_PROTOCOL = "ringway-iq.v1";
  static final String PATH = "/iq";
  static final int MAX_REQUEST = 64 * 1024;
  static final int MAX_REPLY = 16 * 1024 * 1024;

  private static final int MAX_DEPTH = 16;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          // A newer peer of the same version may add members.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final Map<String, Class<? extends IqEvent>> EVENTS =
      Map.of(
          "dtmf", IqEvent.Dtmf.class,
          "ice-connected", IqEvent.IceConnected.class,
          "dtls-up", IqEvent.DtlsUp.class,
          "dtls-closed", IqEvent.DtlsClosed.class,
          "media-inactive", IqEvent.MediaInactive.class,
          "stream-failed", IqEvent.StreamFailed.class,
          "context-lost", IqEvent.ContextLost.class);

  private IqCodec() {}

  static IqFrame decode(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root.path("event").isTextual()) {
        return event(root);
      }
      if (root.has("heartbeat")) {
        return new IqFrame.Heartbeat(bind(root.get("heartbeat"), Load.class));
      }
      if (root.has("ack")) {
        return new IqFrame.Ack(root.get("ack").longValue());
      }
      if (root.has("hello")) {
        return bind(root.get("hello"), IqFrame.Hello.class);
      }
      if (!root.path("id").isIntegralNumber()) {
        throw new MediaFailure(
            MediaFailure.Kind.BAD_COMMAND,
            "a frame has an event, a request id, hello, heartbeat or ack");
      }
      long id = root.get("id").longValue();
      if (root.path("verb").isTextual()) {
        return new IqFrame.Request(id, root.get("verb").textValue(), root.path("body"));
      }
      if (root.has("ok")) {
        return new IqFrame.Reply(id, root.get("ok"));
      }
      JsonNode failure = root.path("failure");
      return new IqFrame.Refusal(
          id, kind(failure.path("kind").asText()), failure.path("message").asText());
    } catch (JacksonException e) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "a frame is not JSON: " + e.getOriginalMessage());
    }
  }

  static String encode(IqFrame frame) {
    ObjectNode root = JSON.createObjectNode();
    switch (frame) {
      case IqFrame.Request(long id, String verb, JsonNode body) ->
          root.put("id", id).put("verb", verb).set("body", body);
      case IqFrame.Reply(long id, JsonNode ok) -> root.put("id", id).set("ok", ok);
      case IqFrame.Refusal(long id, MediaFailure.Kind kind, String message) ->
          root.put("id", id).putObject("failure").put("kind", kind.name()).put("message", message);
      case IqFrame.Event(long seq, IqEvent event) ->
          root.put("event", name(event)).put("seq", seq).set("body", tree(event));
      case IqFrame.Hello hello -> root.set("hello", tree(hello));
      case IqFrame.Heartbeat(Load load) -> root.set("heartbeat", tree(load));
      case IqFrame.Ack(long seq) -> root.put("ack", seq);
    }
    try {
      return JSON.writeValueAsString(root);
    } catch (JacksonException e) {
      throw new IllegalStateException("what the contract holds can be written", e);
    }
  }

  /** A part of a frame, written when the frame is. */
  static JsonNode tree(Object value) {
    return JSON.getNodeFactory().pojoNode(value);
  }

  static <T> T bind(JsonNode tree, Class<T> type) {
    try {
      T value = JSON.treeToValue(tree, type);
      if (value == null) {
        throw new MediaFailure(
            MediaFailure.Kind.BAD_COMMAND, "no " + type.getSimpleName() + " in the frame");
      }
      return value;
    } catch (JacksonException e) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND,
          "no valid " + type.getSimpleName() + ": " + e.getOriginalMessage());
    }
  }

  private static IqFrame event(JsonNode root) {
    String name = root.get("event").textValue();
    Class<? extends IqEvent> type = EVENTS.get(name);
    if (type == null) {
      throw new MediaFailure(MediaFailure.Kind.BAD_COMMAND, "unknown event " + name);
    }
    return new IqFrame.Event(root.path("seq").longValue(), bind(root.path("body"), type));
  }

  private static String name(IqEvent event) {
    return switch (event) {
      case IqEvent.IceConnected _ -> "ice-connected";
      case IqEvent.DtlsUp _ -> "dtls-up";
      case IqEvent.DtlsClosed _ -> "dtls-closed";
      case IqEvent.Dtmf _ -> "dtmf";
      case IqEvent.MediaInactive _ -> "media-inactive";
      case IqEvent.StreamFailed _ -> "stream-failed";
      case IqEvent.ContextLost _ -> "context-lost";
    };
  }

  private static MediaFailure.Kind kind(String name) {
    for (MediaFailure.Kind kind : MediaFailure.Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return MediaFailure.Kind.INTERNAL;
  }
}
