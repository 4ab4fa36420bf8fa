// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.flows.Torture.message;
import static ringway.acceptance.flows.Torture.overMw;

import gov.nist.javax.sip.message.SIPMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.epcscf.sip.BadMessage;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

/** The torture messages, mutated: always the same ones, for a seed tells them. */
@ExtendWith(FlowExtension.class)
class FuzzTest {
  private static final int PARSED = 8_000;
  private static final int CONNECTIONS = 60;
  private static final int MESSAGES_PER_CONNECTION = 20;

  /** A parse takes microseconds; a pause of the machine is no fault. */
  private static final int PATIENCE_SECONDS = 5;

  private static final List<String> MORSELS =
      List.of(
          "(\\",
          "\\",
          "\"",
          "<",
          ">",
          ",",
          ";",
          "\r\n",
          "\r\n ",
          "\r\n\r\n",
          "\0",
          "%",
          "[",
          "]",
          "Content-Length: 99999\r\n",
          "l: -1\r\n",
          "sip:",
          "tel:",
          "*",
          "z9hG4bK",
          "é");

  private final List<byte[]> seeds = seeds();

  private static List<byte[]> seeds() {
    try {
      URI place =
          Objects.requireNonNull(
                  FuzzTest.class.getResource("/ringway/acceptance/torture/wsinv.sip"))
              .toURI();
      try (Stream<Path> files = Files.list(Path.of(place).resolveSibling("."))) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".sip"))
            .sorted()
            .map(name -> message(name.substring(0, name.length() - 4)))
            .toList();
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4475, 5118, 7118})
  @Covers("K53")
  void aMutatedMessageIsTakenOrRefusedAndInTime(long seed) throws Exception {
    Random random = new Random(seed);
    ExecutorService parser = Executors.newSingleThreadExecutor(FuzzTest::daemon);
    int taken = 0;
    try {
      for (int i = 0; i < PARSED; i++) {
        byte[] mutant = mutant(random);
        Framing framing = Framing.values()[random.nextInt(Framing.values().length)];
        Optional<SIPMessage> parsed =
            parser.submit(() -> parse(mutant, framing)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        taken += parsed.isPresent() ? 1 : 0;
      }
    } finally {
      parser.shutdownNow();
    }

    assertThat(taken).as("both outcomes occur").isBetween(1, PARSED - 1);
  }

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  /** Also used: written anew, or refused with an answer. */
  private static Optional<SIPMessage> parse(byte[] mutant, Framing framing) {
    try {
      SIPMessage parsed = SipParser.parse(mutant, framing);
      assertThat(SipMessages.bytes(SipMessages.copy(parsed))).isNotEmpty();
      return Optional.of(parsed);
    } catch (SipReject reject) {
      assertThat(reject.status()).isBetween(400, 599);
      BadMessage.answer(mutant, reject);
      return Optional.empty();
    }
  }

  @Test
  @Covers("K53")
  void mutatedStreamsEndNoMoreThanTheirConnections(Lab lab) {
    Random random = new Random(3261);

    for (int i = 0; i < CONNECTIONS; i++) {
      stream(lab.mwPort(), random);
    }

    assertThat(overMw(lab, message("inv2543"), "404")).isEqualTo("404");
    assertThat(lab.epCscfMetrics().sum("ringway_mw_failures_total")).isZero();
    assertThat(lab.epCscfMetrics().sum("ringway_sip_requests_failed_total")).isZero();
  }

  /** Cut anywhere, ended anywhere; that the node hangs up meanwhile is its right. */
  private void stream(int port, Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < MESSAGES_PER_CONNECTION; i++) {
      all.writeBytes(random.nextInt(3) == 0 ? mutant(random) : seed(random));
    }
    byte[] bytes = all.toByteArray();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(2_000));
        out.write(bytes, at, length);
        at += length;
      }
    } catch (IOException _) {
      // refused as a whole
    }
  }

  private byte[] seed(Random random) {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] mutant(Random random) {
    byte[] bytes = seed(random).clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(16));
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> joined(Arrays.copyOf(bytes, at), from(bytes, to));
            case 1 -> {
              String morsel = MORSELS.get(random.nextInt(MORSELS.size()));
              yield joined(
                  Arrays.copyOf(bytes, at),
                  morsel.getBytes(StandardCharsets.UTF_8),
                  from(bytes, at));
            }
            case 2 -> {
              byte[] changed = bytes.clone();
              changed[at] = (byte) random.nextInt(256);
              yield changed;
            }
            case 3 ->
                joined(
                    Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, to), from(bytes, to));
            default -> joined(Arrays.copyOf(bytes, at), from(seed(random), 0), from(bytes, at));
          };
      if (bytes.length == 0) {
        return seed(random);
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static byte[] from(byte[] bytes, int at) {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
