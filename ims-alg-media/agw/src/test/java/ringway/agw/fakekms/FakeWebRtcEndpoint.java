// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.StreamName;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.Reserved;

/**
 * ICE, DTLS and SRTP by the embedded engine, behind a port of its own; described and told as
 * Kurento does. The browser is told nothing of its release.
 */
final class FakeWebRtcEndpoint extends KmsElement implements AccessLeg.Stream {
  private static final String END = "\r\n";
  private static final long FLOW_NANOS = 2_000_000_000L;

  private final AccessLeg leg;
  private final EndpointPort port;
  private final Probation probation = new Probation(); // of the browser's thread
  private volatile Set<Long> sources = Set.of();
  private volatile Optional<Codec> codec = Optional.empty();
  private volatile Consumer<Packet> sink = _ -> {};
  private volatile String candidates = "";
  private volatile String peer = "";
  private volatile String dtls = "NEW";
  private volatile boolean offered;
  private volatile boolean flowing;
  private volatile long lastHeard;

  FakeWebRtcEndpoint(FakeKms kms, String id, AccessPlane plane) {
    super(kms, id);
    leg = plane.open(new StreamName(id, "0"), this);
    port = new EndpointPort(leg.local().candidates().getFirst());
  }

  Optional<Codec> codec() {
    return codec;
  }

  void sink(Consumer<Packet> next) {
    sink = next;
  }

  /** To the browser; always by the same thread. */
  void send(Packet packet) {
    leg.send(packet);
  }

  void tick(Packet scratch, long now) {
    leg.tick(scratch, now);
    if (flowing && now - lastHeard > FLOW_NANOS) {
      flowing = false;
      tell(flow("NOT_FLOWING"));
    }
  }

  private static Event flow(String state) {
    return Event.of("MediaFlowInStateChanged")
        .with("mediaType", "AUDIO")
        .with("padName", "default")
        .with("state", state);
  }

  @Override
  JsonNode invoke(String operation, JsonNode params) {
    return switch (operation) {
      case "generateOffer" -> {
        if (offered) {
          throw new KmsRefusal(40208, "SDP_END_POINT_ALREADY_NEGOTIATED", "Already negotiated");
        }
        offered = true;
        yield JSON.textNode(description());
      }
      case "gatherCandidates" -> gather();
      case "getLocalSessionDescriptor" -> {
        if (!offered) {
          throw new KmsRefusal(40202, "SDP_NO_LOCAL", "Offer never generated");
        }
        yield JSON.textNode(description());
      }
      case "processAnswer" -> {
        answered(params.path("answer").asText());
        yield JSON.textNode(description());
      }
      case "getIceConnectionState" ->
          JSON.arrayNode()
              .add(
                  JSON.objectNode()
                      .put("streamId", "1")
                      .put("__module__", "kurento")
                      .put("__type__", "IceConnection")
                      .put("componentId", 1)
                      .put("state", peer.isEmpty() ? "GATHERING" : "READY"));
      case "getDtlsConnectionState" ->
          JSON.arrayNode()
              .add(
                  JSON.objectNode()
                      .put("streamId", "1")
                      .put("componentId", "1")
                      .put("__module__", "kurento")
                      .put("__type__", "DtlsConnection")
                      .put("connectionId", "c")
                      .put("state", dtls));
      case "isMediaFlowingIn" -> JSON.booleanNode(flowing);
      case "getICECandidatePairs" -> JSON.arrayNode().add(pair());
      default -> super.invoke(operation, params);
    };
  }

  private String description() {
    Reserved.WebRtcLocal local = leg.local();
    return "v=0"
        + END
        + "o=- 4004216960 4004216960 IN IP4 0.0.0.0"
        + END
        + "s=Kurento Media Server"
        + END
        + "c=IN IP4 0.0.0.0"
        + END
        + "t=0 0"
        + END
        + "a=group:BUNDLE audio0"
        + END
        + "m=audio 1 RTP/SAVPF 96 0 8"
        + END
        + "a=setup:actpass"
        + END
        + "a=rtpmap:96 opus/48000/2"
        + END
        + "a=rtcp:9 IN IP4 0.0.0.0"
        + END
        + "a=rtcp-mux"
        + END
        + "a=sendrecv"
        + END
        + "a=mid:audio0"
        + END
        + "a=ssrc:3756549729 cname:user3540007711@host-3efadc6e"
        + END
        + "a=ice-ufrag:"
        + local.ufrag()
        + END
        + "a=ice-pwd:"
        + local.pwd()
        + END
        + "a=fingerprint:sha-256 "
        + local.fingerprint().value()
        + END
        + candidates;
  }

  private JsonNode gather() {
    Reserved.Candidate host = leg.local().candidates().getFirst();
    String text =
        "candidate:1 1 UDP 2015364095 " + host.address() + " " + port.port() + " typ host";
    candidates =
        "a="
            + text
            + END
            + ("a=candidate:2 1 TCP 1015022079 " + host.address() + " 9 typ host tcptype active")
            + END
            + "a=candidate:1 2 UDP 2015364094 "
            + host.address()
            + " 1 typ host"
            + END;
    Event found = Event.of("IceCandidateFound").with("candidate", candidate(text));
    Event gathering = ice("GATHERING");
    if (kms.neverDoneGathering) {
      tell(gathering, found);
    } else {
      tell(gathering, found, Event.of("IceGatheringDone"));
    }
    return JSON.nullNode();
  }

  private static ObjectNode candidate(String text) {
    return JSON.objectNode()
        .put("__module__", "kurento")
        .put("__type__", "IceCandidate")
        .put("candidate", text)
        .put("sdpMLineIndex", 0)
        .put("sdpMid", "audio0");
  }

  private static Event ice(String state) {
    return Event.of("IceComponentStateChanged")
        .with("componentId", 1)
        .with("state", state)
        .with("streamId", 1);
  }

  private void answered(String sdp) {
    if (!offered) {
      throw new KmsRefusal(40209, "SDP_END_POINT_NOT_OFFER_GENERATED", "No offer");
    }
    if (codec.isPresent()) {
      throw new KmsRefusal(40210, "SDP_END_POINT_ANSWER_ALREADY_PROCCESED", "Already answered");
    }
    codec = Optional.of(FakeRtpEndpoint.firstCodec(sdp));
    sources =
        lines(sdp, line -> line.startsWith("a=ssrc:")).stream()
            .map(line -> Long.valueOf(line.substring("a=ssrc:".length()).split(" ")[0]))
            .collect(Collectors.toSet());
    String[] print = line(sdp, "a=fingerprint:").split(" ");
    leg.configure(
        new Configure.WebRtcRemote(
            line(sdp, "a=ice-ufrag:"),
            line(sdp, "a=ice-pwd:"),
            List.of(new Fingerprint(print[0], kms.dtlsFails ? "00:11" : print[1])),
            line(sdp, "a=setup:").equals("active")
                ? Configure.DtlsRole.PASSIVE
                : Configure.DtlsRole.ACTIVE));
    tell(dtlsEvent("NEW"));
  }

  private static Event dtlsEvent(String state) {
    return Event.of("DtlsConnectionStateChange")
        .with("componentId", "[bundle/dtlssrtpenc]")
        .with("connectionId", "dtlssrtpenc8-dtlssrtpdec8-1-1")
        .with("state", state)
        .with("streamId", "1");
  }

  private ObjectNode pair() {
    String[] at = peer.isEmpty() ? new String[] {"0.0.0.0", "0"} : peer.split(":");
    return JSON.objectNode()
        .put("__module__", "kurento")
        .put("__type__", "IceCandidatePair")
        .put("streamId", "1")
        .put("componentId", 1)
        .put("localCandidate", "candidate:1 1 UDP 2015364095 127.0.0.1 1 typ host")
        .put(
            "remoteCandidate",
            "candidate:remote1 1 UDP 1853824767 " + at[0] + " " + at[1] + " typ prflx");
  }

  // --- what the embedded engine tells ---

  @Override
  public void rtpFromAccess(Packet packet, long nowNanos) {
    // Kurento throws away what the description has not named.
    boolean known = sources.contains(packet.ssrc() & 0xffffffffL);
    if (known
        && probation.passes(packet)
        && codec.filter(one -> one.payload() == packet.payloadType()).isPresent()) {
      lastHeard = nowNanos;
      if (!flowing) {
        flowing = true;
        tell(flow("FLOWING"));
      }
      if (!kms.passesNothing) {
        sink.accept(packet);
      }
    }
  }

  @Override
  public void iceConnected(String remote) {
    peer = port.browser();
    tell(
        ice("CONNECTING"),
        Event.of("NewCandidatePairSelected").with("candidatePair", pair()),
        ice("CONNECTED"),
        ice("READY"));
  }

  @Override
  public void dtlsUp(String srtpProfile) {
    dtls = "CONNECTED";
    tell(
        dtlsEvent("CONNECTING"),
        dtlsEvent("CONNECTING"),
        dtlsEvent("CONNECTED"),
        dtlsEvent("CONNECTED"));
  }

  @Override
  public void dtlsClosed() {
    dtls = "CLOSED";
    tell(dtlsEvent("CLOSED"));
  }

  @Override
  public void failed(String reason) {
    dtls = "FAILED";
    tell(dtlsEvent("FAILED"));
  }

  @Override
  public void heard(long nowNanos) {
    // its reports end here
  }

  @Override
  public void wanted(List<RtcpFeedback> feedback) {
    // speech alone
  }

  @Override
  public void dropped(Drop reason) {
    // nobody counts
  }

  @Override
  public void lost(String reason) {
    // it cannot be
  }

  @Override
  public void close() {
    port.close();
    leg.close();
  }
}
