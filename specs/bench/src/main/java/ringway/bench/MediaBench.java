// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ringway.agw.MediaConfig;
import ringway.agw.MediaFunction;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaGateway;
import ringway.iq.Reserve;
import ringway.iq.Reserved;

/**
 * Calls that each send a 20 ms G.711 packet over SRTP, wait for it as plain RTP, and send the next:
 * as many packets a second as the machine gives.
 */
final class MediaBench {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final int PAYLOAD = 160;
  private static final int PATIENCE_MILLIS = 1000;

  private final int calls;
  private final Duration time;

  MediaBench(int calls, Duration time) {
    this.calls = calls;
    this.time = time;
  }

  Measure run() throws Exception {
    Measure measure = new Measure();
    List<Call> all = new ArrayList<>();
    try (MediaFunction media =
            MediaFunction.start(
                Settings.of(
                    "media",
                    "iq: {port: 0}\nwebrtc: {port: 0}\nmanagement: {port: 0}",
                    MediaConfig.class));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < calls; i++) {
        all.add(new Call(media.gateway(), i));
      }
      load(threads, all, measure, WARM_UP);
      measure.begin();
      load(threads, all, measure, time);
    } finally {
      all.forEach(Call::close);
    }
    return measure;
  }

  private static void load(
      ExecutorService threads, List<Call> calls, Measure measure, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<Future<?>> running = new ArrayList<>();
    for (Call call : calls) {
      running.add(
          threads.submit(
              () -> {
                while (System.nanoTime() < end) {
                  call.onePacket(measure);
                }
                return null;
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
  }

  /** One call: a browser's media stack on one side, a bare socket on the other. */
  private static final class Call implements AutoCloseable {
    private final WebRtcPeer browser = WebRtcPeer.create();
    private final DatagramSocket phone = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramPacket received = new DatagramPacket(new byte[2048], 2048);
    private int sequence;

    Call(MediaGateway gateway, int number) throws IOException {
      phone.setSoTimeout(PATIENCE_MILLIS);
      String context = "bench-" + number;
      Reserved.Stream local =
          gateway
              .reserve(new Reserve(context, List.of(new Reserve.Stream("0", "audio"))))
              .streams()
              .getFirst();
      gateway.configure(
          new Configure(
              context,
              "0",
              Optional.of(
                  new Configure.WebRtcRemote(
                      browser.ufrag(),
                      browser.pwd(),
                      List.of(new Fingerprint("sha-256", browser.localFingerprint())),
                      Configure.DtlsRole.PASSIVE)),
              Optional.of(
                  new Configure.RtpRemote(
                      phone.getLocalAddress().getHostAddress(), phone.getLocalPort(), 0)),
              Configure.Gate.OPEN,
              List.of(),
              List.of()));
      Reserved.WebRtcLocal webrtc = local.webrtc();
      Reserved.Candidate candidate = webrtc.candidates().getFirst();
      browser.connect(
          new InetSocketAddress(candidate.address(), candidate.port()),
          webrtc.ufrag(),
          webrtc.pwd(),
          webrtc.fingerprint().value(),
          true);
    }

    void onePacket(Measure measure) throws IOException {
      ByteBuffer packet = ByteBuffer.allocate(12 + PAYLOAD);
      sequence++;
      packet.put((byte) 0x80).put((byte) 8).putShort((short) sequence);
      packet.putInt(sequence * PAYLOAD).putInt(0xBE7C);
      long began = System.nanoTime();
      browser.sendRtp(packet.array());
      try {
        phone.receive(received);
        measure.done(Duration.ofNanos(System.nanoTime() - began));
      } catch (SocketTimeoutException _) {
        measure.failed();
      }
    }

    @Override
    public void close() {
      browser.close();
      phone.close();
    }
  }
}
