// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static ringway.epcscf.trace.Wire.pass;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.ByteSize;
import ringway.runtime.config.Secret;

class ExportTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String WITH_TOKEN =
      Wire.register("a", "Authorization: Bearer " + Wire.TOKEN + "\r\n");

  @Test
  void aCollectorGetsEveryMessageMaskedWithItsAddressesAndTime() throws Exception {
    try (DatagramSocket collector = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      collector.setSoTimeout(5_000);
      String address = "127.0.0.1:" + collector.getLocalPort();
      TraceConfig.Hep config =
          new TraceConfig.Hep(Optional.of(address), 42, Optional.of(Secret.of("key")));
      try (HepExport export = HepExport.to(address, config, new SimpleMeterRegistry(), CLOCK)) {
        pass(export, Heading.IN, Wire.ACCESS, WITH_TOKEN);
        Map<Integer, ByteBuffer> chunks = chunks(receive(collector));

        assertThat(chunks.get(1).get()).as("family").isEqualTo((byte) 2);
        assertThat(chunks.get(2).get()).as("TCP").isEqualTo((byte) 6);
        assertThat(chunks.get(3).getInt()).as("source").isEqualTo(0xC633_6407);
        assertThat(chunks.get(4).getInt()).as("destination").isEqualTo(0xC000_0201);
        assertThat(chunks.get(7).getShort() & 0xFFFF).isEqualTo(50123);
        assertThat(chunks.get(8).getShort() & 0xFFFF).isEqualTo(443);
        assertThat(chunks.get(9).getInt()).isEqualTo((int) NOW.getEpochSecond());
        assertThat(chunks.get(10).getInt()).isEqualTo(678_901);
        assertThat(chunks.get(11).get()).as("SIP").isEqualTo((byte) 1);
        assertThat(chunks.get(12).getInt()).isEqualTo(42);
        assertThat(text(chunks.get(14))).isEqualTo("key");
        assertThat(text(chunks.get(17))).isEqualTo("a");
        assertThat(text(chunks.get(15)))
            .startsWith("REGISTER sip:ims.example.net")
            .contains("Authorization: Bearer ***")
            .doesNotContain(Wire.TOKEN);

        pass(export, Heading.OUT, Wire.CORE, WITH_TOKEN);
        Map<Integer, ByteBuffer> core = chunks(receive(collector));
        assertThat(core.get(1).get()).as("IPv6").isEqualTo((byte) 10);
        assertThat(core.get(2).get()).as("UDP").isEqualTo((byte) 17);
        assertThat(core.get(5).remaining()).isEqualTo(16);
        assertThat(core.get(7).getShort()).as("from us").isEqualTo((short) 5070);
      }
    }
  }

  @Test
  void aCaptureHoldsEachMessageWithItsAddressesAndNoToken() {
    Traces traces = traces();
    pass(traces, Heading.IN, Wire.ACCESS, WITH_TOKEN);
    pass(traces, Heading.OUT, Wire.CORE, WITH_TOKEN);

    List<ByteBuffer> blocks = blocks(Pcapng.of(traces.passages("a")));

    assertThat(blocks).hasSize(4);
    assertThat(blocks.get(0).getInt(0)).isEqualTo(0x0A0D0D0A);
    assertThat(blocks.get(1).getShort(8)).as("link type").isEqualTo((short) 252);
    ByteBuffer packet = blocks.get(2);
    long micros = ((long) packet.getInt(12) << 32) + (packet.getInt(16) & 0xFFFF_FFFFL);
    assertThat(micros).isEqualTo(NOW.getEpochSecond() * 1_000_000 + 678_901);
    byte[] data = new byte[packet.getInt(20)];
    packet.get(28, data);
    Map<Integer, ByteBuffer> tags = new HashMap<>();
    ByteBuffer rest = tags(ByteBuffer.wrap(data), tags);
    assertThat(text(tags.get(12))).startsWith("sip");
    assertThat(tags.get(20).getInt()).isEqualTo(0xC633_6407);
    assertThat(tags.get(25).getInt()).isEqualTo(50123);
    assertThat(tags.get(26).getInt()).isEqualTo(443);
    assertThat(text(rest)).startsWith("REGISTER ").contains("Bearer ***").endsWith("\r\n\r\n");
    assertThat(new String(Pcapng.of(traces.passages("a")), StandardCharsets.ISO_8859_1))
        .doesNotContain(Wire.TOKEN);
  }

  @Test
  void wiresharkReadsTheCapture(@TempDir Path directory) throws Exception {
    assumeThat(Path.of("/usr/bin/tshark")).as("tshark is installed").exists();
    Traces traces = traces();
    pass(traces, Heading.IN, Wire.ACCESS, WITH_TOKEN);
    pass(traces, Heading.OUT, Wire.CORE, WITH_TOKEN);
    Path file = Files.write(directory.resolve("call.pcapng"), Pcapng.of(traces.passages("a")));

    Process tshark =
        new ProcessBuilder(
                "/usr/bin/tshark",
                "-r",
                file.toString(),
                "-T",
                "fields",
                "-E",
                "separator=|",
                "-e",
                "frame.time_epoch",
                "-e",
                "sip.Method",
                "-e",
                "exported_pdu.src_port")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = tshark.inputReader().lines().toList();

    assertThat(lines).hasSize(2).allMatch(line -> line.contains("|REGISTER|"));
    assertThat(lines.getFirst()).startsWith("1767323045.678901").endsWith("|50123");
  }

  private static Traces traces() {
    return new Traces(
        new TraceConfig(
            new ByteSize(100_000), 10, new TraceConfig.Hep(Optional.empty(), 1, Optional.empty())),
        CLOCK);
  }

  private static byte[] receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static Map<Integer, ByteBuffer> chunks(byte[] packet) {
    ByteBuffer in = ByteBuffer.wrap(packet);
    assertThat(in.getInt()).isEqualTo(0x4845_5033); // HEP3
    assertThat(in.getShort() & 0xFFFF).isEqualTo(packet.length);
    Map<Integer, ByteBuffer> chunks = new HashMap<>();
    while (in.hasRemaining()) {
      assertThat(in.getShort()).as("vendor").isZero();
      int type = in.getShort();
      int length = (in.getShort() & 0xFFFF) - 6;
      chunks.put(type, in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    return chunks;
  }

  private static List<ByteBuffer> blocks(byte[] file) {
    List<ByteBuffer> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file);
    while (in.hasRemaining()) {
      int length = in.getInt(in.position() + 4);
      assertThat(length % 4).isZero();
      assertThat(in.getInt(in.position() + length - 4)).isEqualTo(length);
      blocks.add(in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    return blocks;
  }

  private static ByteBuffer tags(ByteBuffer data, Map<Integer, ByteBuffer> tags) {
    while (true) {
      int type = data.getShort();
      int length = data.getShort();
      if (type == 0) {
        return data.slice();
      }
      tags.put(type, data.slice(data.position(), length));
      data.position(data.position() + length);
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
