// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What must not stand in a log. */
class SecrecyTest {

  @Test
  void logTellsTheStoryWithoutPasswordsCodesOrTokens() {
    Logger root = (Logger) LoggerFactory.getLogger("ringway");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    String code;
    Map<String, Object> tokens;
    try (RunningWaf waf = new RunningWaf()) {
      waf.post("/login", waf.loginForm("alice", "a wrong guess"));
      waf.post("/login", waf.loginForm("correct horse", "alice"));
      code = waf.code();
      tokens = RunningWaf.json(waf.exchange(code));
      waf.refresh((String) tokens.get("refresh_token"));
      waf.refresh((String) tokens.get("refresh_token"));
      waf.exchange(code);
    } finally {
      root.setLevel(null);
      root.detachAppender(log);
    }
    String lines =
        List.copyOf(log.list).stream()
            .map(e -> e.getFormattedMessage() + ThrowableProxyUtil.asString(e.getThrowableProxy()))
            .collect(Collectors.joining("\n"));

    assertThat(lines)
        .contains("login failed user=alice", "login ok user=alice", "token issued", "replayed");
    // A password typed into the field of the name must not be logged either.
    assertThat(lines)
        .doesNotContain("correct horse", "a wrong guess", RunningWaf.SECRET, code, "eyJ")
        .doesNotContain((String) tokens.get("refresh_token"));
  }
}
