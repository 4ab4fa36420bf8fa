// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import ringway.agw.peer.RtpengineServer;
import ringway.agw.peer.WebRtcPeer;
import ringway.bench.ServerFigures;

/** rtpengine without us, in user space, between a browser and a phone. */
final class BareRtpengine implements MediaServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RtpengineServer server;

  private BareRtpengine(RtpengineServer server) {
    this.server = server;
  }

  static BareRtpengine start(int calls) {
    return new BareRtpengine(RtpengineServer.startFor(calls));
  }

  @Override
  public String name() {
    return "rtpengine";
  }

  @Override
  public List<Long> pids() {
    return List.of(server.process().pid());
  }

  @Override
  public long bytesInUse() {
    return ServerFigures.residentBytes(pids());
  }

  @Override
  public LoadedCall call(String id, Arrivals arrivals) {
    return new MediaCall(id, this::connect, new TimedConversation(arrivals));
  }

  private InetSocketAddress connect(String id, WebRtcPeer browser, InetSocketAddress phone) {
    String offered =
        sdp(
            command("offer", id, "UDP/TLS/RTP/SAVPF", "require")
                .put("ICE", "force")
                .put("ICE-lite", "forward")
                .put("sdp", description("127.0.0.1", phone.getPort(), "RTP/AVP", "")));
    String keys =
        """
        a=ice-ufrag:%s
        a=ice-pwd:%s
        a=ice-options:trickle
        a=fingerprint:sha-256 %s
        a=setup:active
        a=rtcp-mux
        """
            .formatted(browser.ufrag(), browser.pwd(), browser.localFingerprint());
    String answered =
        sdp(
            command("answer", id, "RTP/AVP", "demux")
                .put("to-tag", "browser")
                .put("ICE", "remove")
                .put("sdp", description("0.0.0.0", 9, "UDP/TLS/RTP/SAVPF", keys)));
    browser.connect(
        port(offered),
        value(offered, "a=ice-ufrag:"),
        value(offered, "a=ice-pwd:"),
        value(offered, "a=fingerprint:").split(" ")[1].toUpperCase(Locale.ROOT),
        true);
    return port(answered);
  }

  private static ObjectNode command(String verb, String id, String transport, String mux) {
    ObjectNode command =
        JSON.createObjectNode()
            .put("command", verb)
            .put("call-id", id)
            .put("from-tag", "phone")
            .put("transport-protocol", transport);
    command.putArray("rtcp-mux").add(mux);
    command.putArray("SDES").add("off");
    return command;
  }

  private static String description(String address, int port, String transport, String more) {
    return """
    v=0
    o=- 1 1 IN IP4 %s
    s=-
    c=IN IP4 %s
    t=0 0
    m=audio %d %s 8
    """
            .formatted(address, address, port, transport)
        + more;
  }

  private String sdp(ObjectNode command) {
    String answer =
        server
            .ask(command.toString())
            .orElseThrow(() -> new IllegalStateException("rtpengine does not answer"));
    try {
      return JSON.readTree(answer.substring(answer.indexOf(' ') + 1)).path("sdp").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rtpengine answered " + answer, e);
    }
  }

  private static String value(String sdp, String start) {
    return sdp.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + start + " in\n" + sdp));
  }

  private static InetSocketAddress port(String sdp) {
    return new InetSocketAddress(
        "127.0.0.1", Integer.parseInt(value(sdp, "m=audio ").split(" ")[0]));
  }

  @Override
  public void close() {
    server.close();
  }
}
