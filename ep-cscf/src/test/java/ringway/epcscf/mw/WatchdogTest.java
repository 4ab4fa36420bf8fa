// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;

/** A listening point that dies, or a stack behind it that no longer answers, is noticed. */
class WatchdogTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Answering stack = new Answering();
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Watchdog.class);

  @TempDir private Path directory;
  private ListeningPoints points;
  private Watchdog watchdog;

  /** Answers OPTIONS unless it is stuck. */
  private static final class Answering implements SipReceiver {
    volatile boolean stuck;

    @Override
    public void receive(SIPMessage message, byte[] wire, SipLink from) {
      if (!stuck && message instanceof SIPRequest request) {
        from.send(answer(request, 200));
      }
    }

    @Override
    public void linkClosed(SipLink link) {}
  }

  @BeforeEach
  void open() throws Exception {
    MwPki pki = new MwPki(directory);
    MwConfig plain = MwTestCore.config("sip:127.0.0.1:5060", 0, 16);
    MwConfig config =
        MwTestCore.with(
            plain,
            List.of(),
            List.of(),
            plain.probe(),
            pki.node(pki, new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    TrustedPeers trusted = new TrustedPeers(config, metrics);
    points =
        ListeningPoints.open(
            config, Duration.ofMinutes(1), new MwInbox(stack, trusted, metrics), metrics);
    watchdog = new Watchdog(points, trusted, Duration.ofMillis(20), metrics);
    points.watchedBy(watchdog);
    events.start();
    logger.addAppender(events);
  }

  @AfterEach
  void close() {
    logger.detachAppender(events);
    watchdog.close();
    points.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClosedListeningPointIsLoggedCountedAndOpenedAgain(Transport dead) throws IOException {
    switch (dead) {
      case UDP -> points.udp().close();
      case TCP -> points.tcp().closeListener();
      case TLS -> points.tls().closeListener();
    }

    watchdog.start();

    await().until(() -> logged(Level.INFO, "answers again transport=" + dead));
    assertThat(logged(Level.ERROR, "opening it anew transport=" + dead)).isTrue();
    assertThat(failures(dead)).isEqualTo(1);
    assertThat(points.problem()).isEmpty();
    for (Transport other : Transport.values()) {
      assertThat(failures(other)).as("%s", other).isEqualTo(other == dead ? 1 : 0);
    }
  }

  @Test
  void aStackThatAnswersNothingMakesTheNodeUnreadyUntilItAnswersAgain() {
    stack.stuck = true;

    watchdog.start();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> points.problem().filter(p -> p.contains("UDP")).isPresent());
    assertThat(metrics.get("ringway.mw.listeners.dead").gauge().value()).isPositive();
    stack.stuck = false;
    await().atMost(Duration.ofSeconds(30)).until(() -> points.problem().isEmpty());
    assertThat(failures(Transport.UDP)).isPositive();
  }

  private double failures(Transport transport) {
    return metrics.counter("ringway.mw.listener.failures", "transport", transport.name()).count();
  }

  private boolean logged(Level level, String text) {
    return List.copyOf(events.list).stream()
        .anyMatch(e -> e.getLevel() == level && e.getFormattedMessage().contains(text));
  }
}
