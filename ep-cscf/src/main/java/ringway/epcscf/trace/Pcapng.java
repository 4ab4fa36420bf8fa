// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A capture for Wireshark. What came in a WebSocket over TLS has no packets one could show, so
 * messages are written as "exported PDUs" (link type 252): addresses and the dissector's name in
 * front. By hand, since no Java library writes pcapng with these.
 */
final class Pcapng {
  private static final int SECTION_HEADER = 0x0A0D_0D0A;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
  private static final int INTERFACE = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int UPPER_PDU = 252;

  /** Tags of exported PDUs, Wireshark's epan/exported_pdu.h. */
  private static final int DISSECTOR = 12;

  private static final int IPV4_SOURCE = 20;
  private static final int IPV4_DESTINATION = 21;
  private static final int IPV6_SOURCE = 22;
  private static final int IPV6_DESTINATION = 23;
  private static final int PORT_TYPE = 24;
  private static final int SOURCE_PORT = 25;
  private static final int DESTINATION_PORT = 26;
  private static final int TCP = 2;
  private static final int UDP = 3;

  private Pcapng() {}

  static byte[] of(List<Passage> passages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    block(
        file,
        SECTION_HEADER,
        ByteBuffer.allocate(16)
            .putInt(BYTE_ORDER_MAGIC)
            .putShort((short) 1)
            .putShort((short) 0)
            .putLong(-1));
    block(
        file,
        INTERFACE,
        ByteBuffer.allocate(8).putShort((short) UPPER_PDU).putShort((short) 0).putInt(0));
    passages.forEach(passage -> block(file, ENHANCED_PACKET, packet(passage)));
    return file.toByteArray();
  }

  private static ByteBuffer packet(Passage passage) {
    byte[] message = passage.masked().getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = tags(passage, 256 + message.length).put(message);
    long micros = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, passage.at());
    ByteBuffer block = ByteBuffer.allocate(20 + padded(data.position()));
    block.putInt(0).putInt((int) (micros >>> 32)).putInt((int) micros);
    block.putInt(data.position()).putInt(data.position());
    block.put(data.array(), 0, data.position());
    return block.position(block.capacity());
  }

  private static ByteBuffer tags(Passage passage, int room) {
    ByteBuffer tags = ByteBuffer.allocate(room);
    tag(tags, DISSECTOR, "sip\0".getBytes(StandardCharsets.US_ASCII));
    address(tags, passage.source(), IPV4_SOURCE, IPV6_SOURCE);
    address(tags, passage.destination(), IPV4_DESTINATION, IPV6_DESTINATION);
    tag(tags, PORT_TYPE, number(passage.hop().datagrams() ? UDP : TCP));
    tag(tags, SOURCE_PORT, number(passage.source().getPort()));
    tag(tags, DESTINATION_PORT, number(passage.destination().getPort()));
    return tags.putInt(0);
  }

  private static void address(ByteBuffer tags, InetSocketAddress address, int ipv4, int ipv6) {
    byte[] bytes = address.getAddress().getAddress();
    tag(tags, address.getAddress() instanceof Inet6Address ? ipv6 : ipv4, bytes);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static void tag(ByteBuffer tags, int type, byte[] value) {
    tags.putShort((short) type).putShort((short) value.length).put(value);
  }

  private static void block(ByteArrayOutputStream file, int type, ByteBuffer body) {
    int length = 12 + body.position();
    file.writeBytes(number(type));
    file.writeBytes(number(length));
    file.write(body.array(), 0, body.position());
    file.writeBytes(number(length));
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }
}
