// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import ringway.agw.codec.OutgoingRtp;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/**
 * Plain RTP with one format. Negotiated once; takes one source and dies of a second, as it does of
 * another payload type that it knows.
 */
final class FakeRtpEndpoint extends KmsElement {
  private static final String END = "\r\n";
  private static final int TICK_MILLIS = 100;
  private static final int SSRC = 0x5a5a5a5a;

  private final DatagramSocket rtp = open();
  private final DatagramSocket rtcp = open();
  private volatile Optional<Codec> codec = Optional.empty();
  private volatile Optional<InetSocketAddress> peer = Optional.empty();
  private volatile Optional<InetSocketAddress> peerRtcp = Optional.empty();
  private volatile Optional<FakeWebRtcEndpoint> browser = Optional.empty();
  private volatile boolean deaf;
  private final Probation probation = new Probation(); // of the receiving thread
  private OptionalInt source = OptionalInt.empty(); // of the receiving thread
  private int sequence; // of the browser's thread

  FakeRtpEndpoint(FakeKms kms, String id) {
    super(kms, id);
  }

  private static DatagramSocket open() {
    try {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first format of the m-line. */
  static Codec firstCodec(String sdp) {
    int type = Integer.parseInt(line(sdp, "m=audio ").split(" ")[2]);
    String[] word = line(sdp, "a=rtpmap:" + type + " ").split("/");
    return new Codec(
        type,
        word[0],
        Integer.parseInt(word[1]),
        word.length > 2 ? Integer.parseInt(word[2]) : 1,
        "");
  }

  @Override
  JsonNode invoke(String operation, JsonNode params) {
    if (!operation.equals("processOffer")) {
      return super.invoke(operation, params);
    }
    if (codec.isPresent()) {
      throw new KmsRefusal(40208, "SDP_END_POINT_ALREADY_NEGOTIATED", "Already negotiated");
    }
    String sdp = params.path("offer").asText();
    String host = line(sdp, "c=IN IP4 ");
    Codec agreed = firstCodec(sdp);
    codec = Optional.of(agreed);
    int port = Integer.parseInt(line(sdp, "m=audio ").split(" ")[0]);
    peer = Optional.of(new InetSocketAddress(host, port));
    peerRtcp = Optional.of(new InetSocketAddress(host, Integer.parseInt(line(sdp, "a=rtcp:"))));
    Thread.ofVirtual().name("fake-kms-rtp").start(this::receive);
    tell(
        Event.of("ConnectionStateChanged")
            .with("newState", "CONNECTED")
            .with("oldState", "DISCONNECTED"));
    boolean known = List.of("opus", "pcmu", "pcma").contains(name(agreed));
    String map = line(sdp, "a=rtpmap:" + agreed.payload() + " ");
    // The address is that of some interface, not the one it sends from.
    return JSON.textNode(
        "v=0"
            + END
            + "o=- 4004216960 4004216960 IN IP4 192.0.2.2"
            + END
            + "s=Kurento Media Server"
            + END
            + "c=IN IP4 192.0.2.2"
            + END
            + "t=0 0"
            + END
            + "m=audio "
            + rtp.getLocalPort()
            + " RTP/AVP "
            + agreed.payload()
            + END
            + "a=sendrecv"
            + END
            + "a=rtcp:"
            + rtcp.getLocalPort()
            + END
            + (known ? "a=rtpmap:" + agreed.payload() + " " + map + END : "")
            + "a=ssrc:"
            + SSRC
            + " cname:user984207458@host-2958a240"
            + END);
  }

  private static String name(Codec codec) {
    return codec.encoding().toLowerCase(Locale.ROOT);
  }

  /** From now on the browser of this one is heard, and no other. */
  void hear(FakeWebRtcEndpoint speaker) {
    browser.filter(before -> before != speaker).ifPresent(before -> before.sink(_ -> {}));
    Transcoding transcoding = new Transcoding();
    speaker.sink(
        packet ->
            transcoding.pass(
                packet, speaker.codec().orElseThrow(), codec.orElseThrow(), this::out));
  }

  void speakTo(FakeWebRtcEndpoint listener) {
    browser = Optional.of(listener);
  }

  /** Passes what is of one format, and makes it of another that is not. */
  private static final class Transcoding {
    private static final long FRAME_NANOS = 20_000_000;

    private Optional<Transcoder> transcoder = Optional.empty();
    private long clock; // goes on by a frame with each packet

    void pass(Packet packet, Codec from, Codec to, Consumer<Packet> output) {
      if (from.isLike(to)) {
        packet.payloadType(to.payload());
        output.accept(packet);
        return;
      }
      if (transcoder.isEmpty()) {
        transcoder =
            Transcoder.Plan.between(List.of(from), List.of(to))
                .map(plan -> new Transcoder(plan, new OutgoingRtp(), output(output)));
      }
      clock += FRAME_NANOS;
      transcoder.ifPresent(
          one -> {
            one.add(packet, clock);
            one.play(clock + FRAME_NANOS);
          });
    }

    private static Transcoder.Output output(Consumer<Packet> output) {
      return new Transcoder.Output() {
        @Override
        public void send(Packet packet) {
          output.accept(packet);
        }

        @Override
        public void dropped(Drop reason) {
          // nobody counts
        }
      };
    }
  }

  private void out(Packet packet) {
    byte[] bytes = packet.copy();
    ByteBuffer.wrap(bytes).putShort(2, (short) sequence++).putInt(8, SSRC);
    peer.ifPresent(target -> send(rtp, bytes, target));
  }

  private static void send(DatagramSocket from, byte[] bytes, InetSocketAddress target) {
    try {
      from.send(new DatagramPacket(bytes, bytes.length, target));
    } catch (IOException _) {
      // closed, or nobody there
    }
  }

  private void receive() {
    Packet packet = new Packet();
    Transcoding transcoding = new Transcoding();
    byte[] buffer = new byte[Packet.CAPACITY];
    DatagramPacket in = new DatagramPacket(buffer, buffer.length);
    FakeWebRtcEndpoint target = null;
    while (!rtp.isClosed()) {
      try {
        rtp.setSoTimeout(TICK_MILLIS);
        in.setLength(buffer.length);
        rtp.receive(in);
        packet.set(Arrays.copyOf(buffer, in.getLength()));
        FakeWebRtcEndpoint now = browser.orElse(null);
        if (now != target) {
          target = now;
          transcoding = new Transcoding();
        }
        if (target != null && target.codec().isPresent() && taken(packet)) {
          transcoding.pass(packet, codec.orElseThrow(), target.codec().get(), target::send);
        }
      } catch (SocketTimeoutException _) {
        tick(packet);
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void tick(Packet scratch) {
    browser.ifPresent(listener -> listener.tick(scratch, System.nanoTime()));
    byte[] report = ByteBuffer.allocate(8).putInt(0x80c90001).putInt(SSRC).array();
    peerRtcp.ifPresent(target -> send(rtcp, report, target));
  }

  private boolean taken(Packet packet) {
    if (deaf
        || !packet.isRtp()
        || !probation.passes(packet)
        || packet.payloadType() != codec.orElseThrow().payload()) {
      return false; // what was not negotiated is dropped
    }
    if (source.isEmpty()) {
      source = OptionalInt.of(packet.ssrc());
    }
    if (source.getAsInt() != packet.ssrc()) {
      deaf = true;
      tell(Event.of("Error").with("description", "not-linked").with("errorCode", 1));
    }
    return !deaf;
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }
}
