// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import ringway.runtime.config.Secret;

/** Encapsulation of version 3 (HEP3, "EEP"): chunks of vendor, type, length and value. */
record HepPacket(long node, Optional<Secret> password) {
  private static final int FAMILY = 1;
  private static final int PROTOCOL = 2;
  private static final int IPV4_SOURCE = 3;
  private static final int IPV4_DESTINATION = 4;
  private static final int IPV6_SOURCE = 5;
  private static final int IPV6_DESTINATION = 6;
  private static final int SOURCE_PORT = 7;
  private static final int DESTINATION_PORT = 8;
  private static final int SECONDS = 9;
  private static final int MICROSECONDS = 10;
  private static final int KIND = 11;
  private static final int NODE = 12;
  private static final int PASSWORD = 14;
  private static final int PAYLOAD = 15;
  private static final int CORRELATION = 17;
  private static final byte SIP = 1;
  private static final int LARGEST = 65_507; // of a datagram
  private static final int HEAD = 6;

  byte[] of(Passage passage, String callId) {
    ByteBuffer packet = ByteBuffer.allocate(LARGEST);
    packet.put("HEP3".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
    addresses(packet, passage);
    Instant at = passage.at();
    chunk(packet, SECONDS, 4).putInt((int) at.getEpochSecond());
    chunk(packet, MICROSECONDS, 4).putInt(at.getNano() / 1000);
    chunk(packet, KIND, 1).put(SIP);
    chunk(packet, NODE, 4).putInt((int) node);
    password.ifPresent(
        secret -> text(packet, PASSWORD, secret.reveal().getBytes(StandardCharsets.UTF_8)));
    text(packet, CORRELATION, callId.getBytes(StandardCharsets.UTF_8));
    byte[] message = passage.masked().getBytes(StandardCharsets.UTF_8);
    int room = packet.remaining() - HEAD;
    chunk(packet, PAYLOAD, Math.min(message.length, room))
        .put(message, 0, Math.min(message.length, room));
    int length = packet.position();
    return java.util.Arrays.copyOf(packet.putShort(4, (short) length).array(), length);
  }

  private static void addresses(ByteBuffer packet, Passage passage) {
    InetAddress source = passage.source().getAddress();
    InetAddress destination = passage.destination().getAddress();
    boolean six = source instanceof Inet6Address;
    chunk(packet, FAMILY, 1).put((byte) (six ? 10 : 2)); // AF_INET6, AF_INET
    chunk(packet, PROTOCOL, 1).put((byte) (passage.hop().datagrams() ? 17 : 6));
    text(packet, six ? IPV6_SOURCE : IPV4_SOURCE, source.getAddress());
    text(packet, six ? IPV6_DESTINATION : IPV4_DESTINATION, destination.getAddress());
    chunk(packet, SOURCE_PORT, 2).putShort((short) passage.source().getPort());
    chunk(packet, DESTINATION_PORT, 2).putShort((short) passage.destination().getPort());
  }

  private static void text(ByteBuffer packet, int type, byte[] value) {
    chunk(packet, type, value.length).put(value);
  }

  /** Vendor 0, then the value is to be put. */
  private static ByteBuffer chunk(ByteBuffer packet, int type, int length) {
    return packet.putShort((short) 0).putShort((short) type).putShort((short) (HEAD + length));
  }
}
