// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What must not be seen outside. */
class SecrecyTest {

  @Test
  void noTokenCodeOrSecretReachesLogOrAddress() {
    Logger root = (Logger) LoggerFactory.getLogger("ringway");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    StringBuilder seen = new StringBuilder();
    try (RunningWwsf wwsf = new RunningWwsf()) {
      Map<String, String> request = wwsf.login();
      seen.append(outside(wwsf.callback(wwsf.answerTo(request))));
      seen.append(outside(wwsf.access()));
      wwsf.clock.advance(Duration.ofMinutes(6));
      seen.append(outside(wwsf.access()));
      wwsf.provider.signWithForeignKey();
      seen.append(outside(wwsf.signIn()));
      wwsf.provider.broken = true;
      seen.append(outside(wwsf.signIn()));
    } finally {
      root.setLevel(null);
      root.detachAppender(log);
    }
    String lines =
        List.copyOf(log.list).stream()
            .map(e -> e.getFormattedMessage() + ThrowableProxyUtil.asString(e.getThrowableProxy()))
            .collect(Collectors.joining("\n"));

    assertThat(lines).contains("signed in user=alice").contains("refused", "not available");
    assertThat(lines + seen)
        .doesNotContain("access-0", "access-1", "refresh-", TestProvider.CODE)
        .doesNotContain(TestProvider.SECRET, "eyJ");
  }

  private static String outside(HttpResponse<String> response) {
    return response.headers().map() + "\n";
  }
}
