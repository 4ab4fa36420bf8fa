// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import ringway.agw.rtp.Packet;

/**
 * A browser's TCP connection: packets behind their length in two octets (RFC 4571 §2). One thread
 * reads; any sends. A packet for which the network has no room is lost, as it would be over UDP.
 */
final class TcpRoute implements Route {
  private static final int LENGTH = 2;

  private final SocketChannel channel;
  private final InetSocketAddress address;
  private final ByteBuffer in =
      ByteBuffer.allocate(2 * (LENGTH + Packet.CAPACITY)); // of the reader
  private final ByteBuffer length = ByteBuffer.allocate(LENGTH); // guarded by this
  private final ByteBuffer rest = ByteBuffer.allocate(LENGTH + Packet.CAPACITY); // guarded by this
  private final ByteBuffer[] frame = {length, length}; // guarded by this
  private final long opened = System.nanoTime();
  private Optional<IceComponent> owner = Optional.empty(); // guarded by this
  private volatile long heard = opened;

  TcpRoute(SocketChannel channel) throws IOException {
    this.channel = channel;
    address = (InetSocketAddress) channel.getRemoteAddress();
    rest.limit(0);
  }

  /** Reads what is there; false when the connection is to be closed. */
  boolean read(Packet packet, Demultiplexer demultiplexer) throws IOException {
    if (channel.read(in) < 0) {
      return false;
    }
    heard = System.nanoTime();
    in.flip();
    while (in.remaining() >= LENGTH) {
      int size = in.getShort(in.position()) & 0xffff;
      if (size > Packet.CAPACITY) {
        return false;
      }
      if (in.remaining() < LENGTH + size) {
        break;
      }
      packet.toReceive().put(in.slice(in.position() + LENGTH, size));
      packet.received();
      in.position(in.position() + LENGTH + size);
      demultiplexer.dispatch(packet, this);
    }
    in.compact();
    return true;
  }

  /** Whether it has been silent for too long, or has shown nothing to be here for. */
  boolean overdue(long now, long checkNanos, long idleNanos) {
    return now - heard > idleNanos || now - opened > checkNanos && component().isEmpty();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public synchronized Optional<IceComponent> component() {
    return owner;
  }

  /** Once bound it stays so: a connection cannot be forged, and the next call has its own. */
  @Override
  public boolean bind(IceComponent component) {
    synchronized (this) {
      if (owner.isPresent()) {
        return owner.get() == component;
      }
      owner = Optional.of(component);
    }
    return component.bound(this);
  }

  @Override
  public void release(IceComponent component) {
    close();
  }

  @Override
  public synchronized boolean send(ByteBuffer datagram) {
    try {
      if (rest.hasRemaining()) {
        channel.write(rest);
        if (rest.hasRemaining()) {
          return false;
        }
      }
      length.clear().putShort((short) datagram.remaining()).flip();
      frame[1] = datagram;
      if (channel.write(frame) == 0) {
        return false;
      }
      rest.clear().put(length).put(datagram).flip();
      return true;
    } catch (IOException _) {
      close();
      return false;
    }
  }

  /** The reader finds it closed. */
  void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // gone already
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }
}
