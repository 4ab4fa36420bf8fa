// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.srtp.SrtpSession;

/**
 * The last packets of a picture as they went to the browser, to be sent again when it misses one
 * (RFC 4585 §6.2.1). Encrypted already: other content under the same number would use a key stream
 * twice (RFC 3711 §9.1), the same octets are let in by the browser once, as it has not seen them.
 *
 * <p>Threads: one keeps, another sends again; each place has a lock of its own.
 */
final class ResendStore {
  private static final int PLACES = 256; // a second of 2 Mbit/s, and a power of two
  private static final int MOST_TIMES = 4; // a browser cannot have us flood its network
  private static final int ROUND = 256; // octets

  /** Guarded by itself. */
  private static final class Place {
    private Optional<SrtpSession> keys = Optional.empty();
    private int ssrc;
    private int sequence;
    private byte[] octets = {};
    private int length;
    private int times;

    synchronized void keep(SrtpSession under, Packet packet) {
      length = packet.getLength();
      if (octets.length < length) {
        octets = new byte[length + ROUND - 1 & -ROUND];
      }
      packet.copy(0, length, octets);
      ssrc = packet.ssrc();
      sequence = packet.sequenceNumber();
      times = 0;
      if (keys.isEmpty() || keys.get() != under) {
        keys = Optional.of(under);
      }
    }

    synchronized boolean resend(
        SrtpSession under, int source, int number, Predicate<ByteBuffer> network) {
      if (keys.isEmpty() || keys.get() != under || source != ssrc || number != sequence) {
        return false;
      }
      // Asked for too often it is dropped all the same: the core need not send it either.
      return times++ >= MOST_TIMES || network.test(ByteBuffer.wrap(octets, 0, length));
    }
  }

  private final List<Place> places =
      new ArrayList<>(Stream.generate(Place::new).limit(PLACES).toList());

  /** A packet as it goes out. */
  void keep(SrtpSession keys, Packet encrypted) {
    places.get(encrypted.sequenceNumber() % PLACES).keep(keys, encrypted);
  }

  /**
   * Sends again what is kept.
   *
   * @return what the browser wants and somebody else has to give
   */
  List<RtcpFeedback> answer(
      List<RtcpFeedback> wanted, SrtpSession keys, Predicate<ByteBuffer> network) {
    return wanted.stream()
        .<RtcpFeedback>flatMap(
            wish ->
                switch (wish) {
                  case RtcpFeedback.Intra intra -> Stream.of(intra);
                  case RtcpFeedback.Lost lost ->
                      lost.without(number -> resend(keys, lost.source(), number, network)).stream();
                })
        .toList();
  }

  private boolean resend(SrtpSession keys, int source, int number, Predicate<ByteBuffer> network) {
    return places.get(number % PLACES).resend(keys, source, number, network);
  }
}
