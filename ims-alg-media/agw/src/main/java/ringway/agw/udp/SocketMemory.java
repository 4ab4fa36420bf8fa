// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the system reads and writes in a call: a datagram, and the name of a socket, which is the
 * structure sockaddr_in or sockaddr_in6. Belongs to one thread.
 */
final class SocketMemory {
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int FAMILY = 0;
  private static final int PORT = 2;
  private static final int ADDRESS = 4;
  private static final int LENGTH = 16;
  private static final int FLOW6 = 4;
  private static final int ADDRESS6 = 8;
  private static final int SCOPE6 = 24;
  private static final int LENGTH6 = 28;

  private static final int LINE = 64; // of the processor's cache
  private static final int NAME_LENGTH = LINE - Integer.BYTES;
  private static final int ROOM = 2048; // for a datagram; what is longer is cut

  private final MemorySegment state = Libc.newState();
  private final MemorySegment block = Arena.ofAuto().allocate(LINE + ROOM, LINE);
  private final ByteBuffer content = block.asSlice(LINE).asByteBuffer();
  private final long name = block.address();

  void bind(int socket, int family, UdpAddress address) throws SocketException {
    Libc.bind(socket, name, write(family, address));
  }

  UdpAddress boundTo(int socket) throws SocketException {
    block.set(JAVA_INT, NAME_LENGTH, LENGTH6);
    Libc.name(socket, name, name + NAME_LENGTH);
    UdpSource local = new UdpSource();
    read(local);
    return local.address();
  }

  boolean send(int socket, int family, ByteBuffer datagram, UdpAddress destination) {
    int length = datagram.remaining();
    if (length > ROOM || family == Libc.AF_INET && !destination.isMapped()) {
      return false;
    }
    content.clear().put(datagram);
    return Libc.send(socket, name + LINE, length, name, write(family, destination));
  }

  /** False when there is none and it is not to be waited for. */
  boolean receive(int socket, boolean waits, ByteBuffer datagram, UdpSource source)
      throws SocketException {
    block.set(JAVA_INT, NAME_LENGTH, LENGTH6);
    int length = Libc.receive(state, socket, waits, name + LINE, ROOM, name, name + NAME_LENGTH);
    if (length < 0) {
      return false;
    }
    read(source);
    datagram.put(content.clear().limit(Math.min(length, datagram.remaining())));
    return true;
  }

  /** The length of the name. */
  private int write(int family, UdpAddress address) {
    block.set(JAVA_SHORT, FAMILY, (short) family);
    block.set(SHORT, PORT, (short) address.port());
    if (family == Libc.AF_INET) {
      block.set(INT, ADDRESS, (int) address.low());
      return LENGTH;
    }
    block.set(INT, FLOW6, 0);
    block.set(LONG, ADDRESS6, address.high());
    block.set(LONG, ADDRESS6 + Long.BYTES, address.low());
    block.set(JAVA_INT, SCOPE6, address.scope());
    return LENGTH6;
  }

  private void read(UdpSource source) {
    int port = Short.toUnsignedInt(block.get(SHORT, PORT));
    if (block.get(JAVA_SHORT, FAMILY) == Libc.AF_INET) {
      source.set(0, UdpAddress.mapped(block.get(INT, ADDRESS)), port, 0);
    } else {
      source.set(
          block.get(LONG, ADDRESS6),
          block.get(LONG, ADDRESS6 + Long.BYTES),
          port,
          block.get(JAVA_INT, SCOPE6));
    }
  }
}
