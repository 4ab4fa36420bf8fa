// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.util.List;

/**
 * Nothing in between: what it shows is the delay that generator and system have by themselves, with
 * the same number of packets and nothing encrypted.
 */
final class NoServer implements MediaServer {
  @Override
  public String name() {
    return "nothing";
  }

  @Override
  public List<Long> pids() {
    return List.of();
  }

  @Override
  public long bytesInUse() {
    return 0;
  }

  @Override
  public LoadedCall call(String id, Arrivals arrivals) {
    return new Pair(arrivals);
  }

  @Override
  public void close() {}

  private static final class Pair implements LoadedCall {
    private final PlainEnd one;
    private final PlainEnd other;
    private final Arrivals arrivals;
    private int sequence;

    Pair(Arrivals arrivals) {
      this.arrivals = arrivals;
      Conversation.Ear ear = (packet, length) -> TimedPacket.heard(packet, length, arrivals);
      one = new PlainEnd(ear);
      other = new PlainEnd(ear);
      one.listen();
      other.listen();
    }

    @Override
    public void speak() throws IOException {
      sequence++;
      one.send(TimedPacket.of(sequence, 0xB0), other.address());
      other.send(TimedPacket.of(sequence, 0xF0), one.address());
      arrivals.sent(2);
    }

    @Override
    public void askConsent() {}

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }
}
