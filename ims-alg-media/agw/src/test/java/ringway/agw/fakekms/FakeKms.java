// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;

/** A Kurento on loopback. Requests of one connection are answered in order. */
public final class FakeKms implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST = 1024 * 1024;

  /** What Kurento remembers of a client, beyond its connections. */
  private static final class KmsSession {
    final String id;
    final List<String> objects = new CopyOnWriteArrayList<>();
    final Map<Integer, String> answers = new ConcurrentHashMap<>(); // the request cache
    volatile Optional<Connection> connection = Optional.empty();

    KmsSession(String id) {
      this.id = id;
    }
  }

  private final Map<String, KmsSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, KmsElement> objects = new ConcurrentHashMap<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final MediaBackend media = new MediaBackend();
  private final HttpListener listener;
  private volatile String serverId = UUID.randomUUID().toString();

  /** Events of one cause come in the wrong order. */
  public volatile boolean eventsDisordered;

  /** Nothing is answered, and the connection stays. */
  public volatile boolean silent;

  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  /** Browsers are heard, and nothing of it comes out. */
  public volatile boolean passesNothing;

  /** No object is made. */
  public volatile boolean full;

  /** ICE gathers, and never says that it has. */
  public volatile boolean neverDoneGathering;

  /** DTLS fails whatever the browser does. */
  public volatile boolean dtlsFails;

  private FakeKms(int port) {
    listener = HttpListener.start("fake-kms", ListenerConfig.loopback(port), this::handler);
  }

  public static FakeKms start() {
    return new FakeKms(0);
  }

  /** Where another one was. */
  public static FakeKms startAt(int port) {
    return new FakeKms(port);
  }

  private Handler handler(Server server) {
    return WebSocketUpgradeHandler.from(
        server,
        container -> {
          container.setMaxTextMessageSize(LARGEST);
          container.addMapping("/kurento", (_, _, _) -> new Connection(this));
        });
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.port() + "/kurento");
  }

  // --- what tests look at ---

  public List<String> pipelines() {
    return objects.keySet().stream().filter(id -> !id.contains("/")).sorted().toList();
  }

  public List<String> objects() {
    return objects.keySet().stream().sorted().toList();
  }

  /** Operations and methods, in the order they came. */
  public List<String> log() {
    return List.copyOf(log);
  }

  public long count(String name) {
    return log.stream().filter(name::equals).count();
  }

  // --- faults ---

  /** Requests of this name, and those behind them, wait until they are let go. */
  public void hold(String name) {
    held.put(name, new CountDownLatch(1));
  }

  public void letGo() {
    List<CountDownLatch> gates = List.copyOf(held.values());
    held.clear();
    gates.forEach(CountDownLatch::countDown);
  }

  /** All sockets end; sessions, calls and media go on. */
  public void hangUp() {
    connections.forEach(Connection::cut);
  }

  /** As {@link #hangUp}, and nothing is remembered. */
  public void restart() {
    serverId = UUID.randomUUID().toString();
    forgetEverything();
    hangUp();
  }

  /** The garbage collector of sessions has come by. */
  public void expireSessions() {
    forgetEverything();
  }

  private void forgetEverything() {
    sessions.clear();
    List.copyOf(objects.keySet()).forEach(this::release);
  }

  public void forgetPipelines() {
    pipelines().forEach(this::release);
  }

  /** An Error event of every endpoint of this type. */
  public void fail(String type, String description) {
    objects.values().stream()
        .filter(object -> object.id.endsWith(type))
        .forEach(
            object ->
                object.tell(
                    KmsElement.Event.of("Error")
                        .with("description", description)
                        .with("errorCode", 1)));
  }

  /** A pipeline of some other client. */
  public String strangersPipeline(String key, String value) {
    KmsElement made = new KmsElement(this, UUID.randomUUID() + "_kurento.MediaPipeline");
    made.tags.put(key, value);
    objects.put(made.id, made);
    return made.id;
  }

  // --- JSON-RPC ---

  void tell(KmsElement source, ObjectNode event) {
    sessions.values().stream()
        .filter(session -> session.objects.contains(source.id))
        .flatMap(session -> session.connection.stream())
        .forEach(connection -> connection.send(event.toString()));
  }

  private void received(Connection from, String text) {
    try {
      JsonNode request = JSON.readTree(text);
      String method = request.path("method").asText();
      String name = method.equals("invoke") ? request.at("/params/operation").asText() : method;
      log.add(name);
      if (silent) {
        return;
      }
      CountDownLatch gate = held.get(name);
      if (gate != null) {
        gate.await();
      }
      from.send(answer(from, request, method));
    } catch (JsonProcessingException _) {
      from.cut();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(Connection from, JsonNode request, String method) {
    int number = request.path("id").asInt();
    ObjectNode answer = JSON.createObjectNode().put("id", number).put("jsonrpc", "2.0");
    try {
      KmsSession session = session(from, request.path("params"), method);
      String known = session.answers.get(number);
      if (known != null) {
        return known;
      }
      answer.set("result", result(session, method, request.path("params")));
      session.answers.put(number, answer.toString());
    } catch (KmsRefusal e) {
      ObjectNode error = answer.putObject("error");
      error
          .put("code", e.code)
          .put("message", e.getMessage())
          .putObject("data")
          .put("type", e.type);
    }
    return answer.toString();
  }

  private KmsSession session(Connection from, JsonNode params, String method) {
    String asked = params.path("sessionId").asText("");
    boolean known = asked.isEmpty() || sessions.containsKey(asked);
    // One without objects does not exist, unless it is that of this connection.
    boolean empty = known && !asked.isEmpty() && sessions.get(asked).objects.isEmpty();
    if (method.equals("connect") && (!known || empty && !asked.equals(from.session))) {
      throw new KmsRefusal(40007, "INVALID_SESSION", "Invalid session");
    }
    if (!asked.isEmpty()) {
      from.session = asked;
    } else if (from.session.isEmpty()) {
      from.session = UUID.randomUUID().toString();
    }
    KmsSession session = sessions.computeIfAbsent(from.session, KmsSession::new);
    session.connection = Optional.of(from);
    return session;
  }

  private JsonNode result(KmsSession session, String method, JsonNode params) {
    ObjectNode result = JSON.createObjectNode().put("sessionId", session.id);
    switch (method) {
      case "connect" -> result.put("serverId", serverId);
      case "ping" -> result.put("value", "pong");
      case "create" -> result.put("value", create(session, params));
      case "subscribe" -> {
        object(params).subscribed.add(params.path("type").asText());
        result.put("value", UUID.randomUUID().toString());
      }
      case "invoke" -> result.set("value", invoke(params));
      case "release" -> release(params.path("object").asText());
      case "closeSession" -> {
        session.objects.forEach(this::release);
        sessions.remove(session.id);
        return JSON.nullNode();
      }
      default -> throw new KmsRefusal(-32601, "UNKNOWN", "Method not found");
    }
    return result;
  }

  private String create(KmsSession session, JsonNode params) {
    if (full) {
      throw new KmsRefusal(40009, "NOT_ENOUGH_RESOURCES", "Too many threads");
    }
    String type = params.path("type").asText();
    String name = UUID.randomUUID() + "_kurento." + type;
    JsonNode given = params.path("constructorParams");
    String parent = given.path("mediaPipeline").asText("");
    if (!type.equals("MediaPipeline") && !objects.containsKey(parent)) {
      throw KmsRefusal.unknown(parent);
    }
    KmsElement made =
        switch (type) {
          case "MediaPipeline" -> new KmsElement(this, name);
          case "WebRtcEndpoint" ->
              new FakeWebRtcEndpoint(
                  this, parent + "/" + name, media.of(given.path("certificateKeyType").asText()));
          case "RtpEndpoint" -> new FakeRtpEndpoint(this, parent + "/" + name);
          default -> throw new KmsRefusal(40108, "MEDIA_OBJECT_NOT_AVAILABLE", "no " + type);
        };
    objects.put(made.id, made);
    session.objects.add(made.id);
    return made.id;
  }

  private JsonNode invoke(JsonNode params) {
    String operation = params.path("operation").asText();
    if (params.path("object").asText().equals("manager_ServerManager")) {
      var names = JSON.createArrayNode();
      pipelines().forEach(names::add);
      return names;
    }
    JsonNode given = params.path("operationParams");
    if (operation.equals("connect")) {
      KmsElement sink = object(given.path("sink").asText());
      switch (object(params)) {
        case FakeWebRtcEndpoint browser when sink instanceof FakeRtpEndpoint plain ->
            plain.hear(browser);
        case FakeRtpEndpoint plain when sink instanceof FakeWebRtcEndpoint browser ->
            plain.speakTo(browser);
        default -> throw new KmsRefusal(40001, "MARSHALL_ERROR", "no such sink");
      }
      return JSON.nullNode();
    }
    return object(params).invoke(operation, given);
  }

  private KmsElement object(JsonNode params) {
    return object(params.path("object").asText());
  }

  private KmsElement object(String id) {
    return Optional.ofNullable(objects.get(id)).orElseThrow(() -> KmsRefusal.unknown(id));
  }

  private void release(String id) {
    objects.keySet().stream()
        .filter(known -> known.equals(id) || known.startsWith(id + "/"))
        .toList()
        .forEach(known -> Optional.ofNullable(objects.remove(known)).ifPresent(KmsElement::close));
  }

  @Override
  public void close() {
    letGo();
    listener.close();
    forgetEverything();
    media.close();
  }

  /** One WebSocket; public because Jetty looks its methods up. */
  public static final class Connection implements Session.Listener.AutoDemanding {
    private final FakeKms kms;
    private volatile Optional<Session> open = Optional.empty();
    private volatile String session = "";

    Connection(FakeKms kms) {
      this.kms = kms;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
      open = Optional.of(opened);
      kms.connections.add(this);
    }

    @Override
    public void onWebSocketText(String message) {
      kms.received(this, message);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      // clients hang up without a word
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      kms.connections.remove(this);
      kms.sessions
          .values()
          .forEach(
              held -> {
                if (held.connection.filter(this::equals).isPresent()) {
                  held.connection = Optional.empty();
                }
              });
      callback.succeed();
    }

    void send(String message) {
      open.ifPresent(session -> session.sendText(message, Callback.NOOP));
    }

    void cut() {
      open.ifPresent(Session::disconnect);
    }
  }
}
