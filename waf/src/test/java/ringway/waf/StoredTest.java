// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a WAF has promised holds after a restart, and for the other nodes on the same store. */
class StoredTest {
  @TempDir private Path folder;

  @Test
  void refreshTokensAndReplaysOutliveTheProcess() {
    Map<String, String> settings = onFile();
    String used;
    String newest;
    String code;
    try (RunningWaf waf = new RunningWaf(settings)) {
      code = waf.code();
      used = refreshToken(waf.exchange(code));
      newest = refreshToken(waf.refresh(used));
    }
    try (RunningWaf waf = new RunningWaf(settings)) {
      newest = refreshToken(waf.refresh(newest));
      assertInvalidGrant(waf.refresh(used));
      assertInvalidGrant(waf.refresh(newest));
    }
  }

  @Test
  void codeUsedAtOneNodeIsUsedAtTheOther() {
    Map<String, String> settings = onFile();
    String code;
    String refreshToken;
    try (RunningWaf waf = new RunningWaf(settings)) {
      code = waf.code();
      refreshToken = refreshToken(waf.exchange(code));
    }
    try (RunningWaf waf = new RunningWaf(settings)) {
      assertInvalidGrant(waf.exchange(code));
      assertInvalidGrant(waf.refresh(refreshToken));
    }
  }

  @Test
  void nodesOnOneStoreHonourEachOthersTokensAndReplays() {
    Map<String, String> settings = onFile();
    try (RunningWaf one = new RunningWaf(settings);
        RunningWaf two = new RunningWaf(settings)) {
      String used = refreshToken(one.exchange(one.code()));
      String newest = refreshToken(two.refresh(used));
      assertInvalidGrant(one.refresh(used));
      assertInvalidGrant(two.refresh(newest));
    }
  }

  @Test
  void withoutAStoreOfItsOwnARunForgets() {
    String refreshToken;
    try (RunningWaf waf = new RunningWaf()) {
      refreshToken = refreshToken(waf.exchange(waf.code()));
    }
    try (RunningWaf waf = new RunningWaf()) {
      assertInvalidGrant(waf.refresh(refreshToken));
    }
  }

  private Map<String, String> onFile() {
    Map<String, String> settings = new HashMap<>();
    settings.put("RINGWAY_WAF_STORE_URL", "jdbc:h2:file:" + folder.resolve("waf"));
    return settings;
  }

  private static String refreshToken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return (String) RunningWaf.json(answer).get("refresh_token");
  }

  private static void assertInvalidGrant(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_grant");
  }
}
