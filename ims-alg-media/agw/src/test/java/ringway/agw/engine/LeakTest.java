// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.agw.MediaConfig;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtpSession;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.Side;
import ringway.iq.SideReport;
import ringway.runtime.config.ConfigSource;

/** Whatever controllers ask, and whatever fails meanwhile, ports and legs are free at the end. */
class LeakTest {
  private static final int PAIRS = 6;
  private static final int STEPS = 400;
  private static final int CONTEXTS = 5;

  @TempDir private Path folder;
  private final Plane plane = new Plane();

  private static int freeRange() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int start = 20_000 + 2 * PAIRS * new Random().nextInt(1000);
      if (IntStream.range(0, 2 * PAIRS).allMatch(i -> isFree(start + i))) {
        return start;
      }
    }
    throw new IOException("no free ports");
  }

  private static boolean isFree(int port) {
    try (DatagramSocket _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private MediaConfig config(int first) throws IOException {
    Path file = folder.resolve("ringway.yaml");
    Files.writeString(
        file,
        "media: {max-contexts: 4, rtp: {first-port: %d, last-port: %d, threads: 1}}"
            .formatted(first, first + 2 * PAIRS - 1));
    return ConfigSource.read(Optional.of(file), Set.of("media"), Map.of())
        .section("media", MediaConfig.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensEverythingIsFreeAfterTheLastRelease(long seed) throws IOException {
    Random random = new Random(seed);
    plane.random = random;
    MediaMeters meters = new MediaMeters(new SimpleMeterRegistry());
    try (MediaEngine engine = RelayEngine.start(config(freeRange()), meters, plane)) {
      int refused = 0;
      for (int i = 0; i < STEPS; i++) {
        refused += step(engine, random) ? 0 : 1;
        assertThat(plane.open).as("step " + i).hasSameSizeAs(streams(engine));
      }
      assertThat(refused).as("so that failures were among it").isBetween(STEPS / 20, STEPS);

      for (int i = 0; i < CONTEXTS; i++) {
        engine.release("c" + i);
      }

      assertThat(engine.audit().contexts()).isEmpty();
      assertThat(plane.open).isEmpty();
      plane.random =
          new Random(0) {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt(int bound) {
              return 1; // no more failures
            }
          };
      engine.reserve(wanted("again", PAIRS)); // every pair of ports is there
    }
    assertThat(plane.open).isEmpty();
  }

  private static List<String> streams(MediaEngine engine) {
    return engine.audit().contexts().stream()
        .flatMap(context -> context.streams().stream().map(one -> context.id() + "-" + one.id()))
        .toList();
  }

  /** One command; false when it was refused. */
  private boolean step(MediaEngine engine, Random random) {
    String context = "c" + random.nextInt(CONTEXTS);
    String stream = Integer.toString(random.nextInt(3));
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> engine.reserve(wanted(context, random.nextInt(4)));
        case 2 -> engine.configure(configure(context, stream, random));
        case 3 -> engine.sendDtmf(SendDtmf.of(context, stream, Side.CORE, "1"));
        case 4 -> plane.loseOne();
        default -> engine.release(context);
      }
      return true;
    } catch (MediaFailure | IllegalStateException _) {
      return false;
    }
  }

  private static Reserve wanted(String context, int streams) {
    return new Reserve(
        context,
        IntStream.range(0, streams)
            .mapToObj(i -> new Reserve.Stream(Integer.toString(i), "audio"))
            .toList());
  }

  private static Configure configure(String context, String stream, Random random) {
    return new Configure(
        context,
        stream,
        Optional.of(
            new Configure.WebRtcRemote(
                "ufrag",
                "pwd",
                List.of(new Fingerprint(random.nextBoolean() ? "sha-256" : "md5", "AA:BB")),
                Configure.DtlsRole.PASSIVE)),
        Optional.of(new Configure.RtpRemote("127.0.0.1", random.nextInt(70_000), 0)),
        Configure.Gate.OPEN,
        List.of(),
        List.of());
  }

  /** Browsers nobody sees; it fails one time in four, in one way or another. */
  private static final class Plane implements AccessPlane {
    final List<Leg> open = new ArrayList<>();
    Random random = new Random();

    @Override
    public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
      switch (random.nextInt(8)) {
        case 0 -> throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "no room");
        case 7 -> throw new IllegalStateException("a mistake of the engine");
        default -> {}
      }
      return new Leg(this, stream);
    }

    void loseOne() {
      if (!open.isEmpty()) {
        open.get(random.nextInt(open.size())).stream.lost("its engine is gone");
      }
    }

    @Override
    public Optional<String> hindrance() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static final class Leg implements AccessLeg {
    private final Plane plane;
    private final Stream stream;
    private final RtpSession session = new RtpSession(5_000_000_000L);

    Leg(Plane plane, Stream stream) {
      this.plane = plane;
      this.stream = stream;
      plane.open.add(this);
    }

    @Override
    public AccessLeg beside(StreamName other, Stream otherStream) {
      return plane.open(other, otherStream);
    }

    @Override
    public Reserved.WebRtcLocal local() {
      return new Reserved.WebRtcLocal("u", "p", List.of(), new Fingerprint("sha-256", "AA"));
    }

    @Override
    public Reserved.WebRtcLocal restartIce() {
      return local();
    }

    @Override
    public void configure(Configure.WebRtcRemote browser) {
      if (plane.random.nextInt(4) == 0) {
        throw new MediaFailure(MediaFailure.Kind.INTERNAL, "not now");
      }
    }

    @Override
    public Optional<Drop> send(Packet packet) {
      return Optional.empty();
    }

    @Override
    public void tick(Packet scratch, long nowNanos) {}

    @Override
    public boolean consentLost(long nowNanos) {
      return false;
    }

    @Override
    public RtpSession session() {
      return session;
    }

    @Override
    public SideReport report() {
      return SideReport.NOTHING;
    }

    @Override
    public String iceState() {
      return "waiting";
    }

    @Override
    public String dtlsState() {
      return "waiting";
    }

    @Override
    public void close() {
      plane.open.remove(this);
    }
  }
}
