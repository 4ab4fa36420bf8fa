// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server that knows a few records. */
final class LoopbackDns implements AutoCloseable {
  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final List<Record> records = new CopyOnWriteArrayList<>();
  final AtomicInteger questions = new AtomicInteger();

  LoopbackDns() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  /** As in a zone file: name, TTL in seconds, type, data. */
  LoopbackDns with(String name, int ttl, String type, String data) throws IOException {
    records.add(
        Record.fromString(
            Name.fromString(name, Name.root), Type.value(type), DClass.IN, ttl, data, Name.root));
    return this;
  }

  void forget(String name) throws IOException {
    Name gone = Name.fromString(name, Name.root);
    records.removeIf(record -> record.getName().equals(gone));
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[4096];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
        questions.incrementAndGet();
        byte[] answer = answer(question).toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private Message answer(Message question) throws IOException {
    Record asked = question.getQuestion();
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(asked, Section.QUESTION);
    boolean known = false;
    for (Record record : records) {
      known |= record.getName().equals(asked.getName());
      if (record.getName().equals(asked.getName()) && record.getType() == asked.getType()) {
        answer.addRecord(record, Section.ANSWER);
      }
    }
    answer.getHeader().setRcode(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
    // RFC 2308: without it an empty answer is not remembered.
    answer.addRecord(
        Record.fromString(
            Name.root, Type.SOA, DClass.IN, 1, "ns.test. me.test. 1 1 1 1 1", Name.root),
        Section.AUTHORITY);
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
