// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.waf.store.Databases;

/** No client fills a table. */
class RowCapTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @ParameterizedTest
  @EnumSource
  void clientWithItsShareOfTokensIsToldSoAndAnotherIsNot(Databases kind) {
    try (Database database = kind.open()) {
      ReferenceTokens tokens = new ReferenceTokens(database.jdbi(), CLOCK, 2);
      tokens.keep(claims("greedy"));
      String last = tokens.keep(claims("greedy"));

      // Another node counts what this one has added.
      ReferenceTokens elsewhere = new ReferenceTokens(database.jdbi(), CLOCK, 2);
      assertThatThrownBy(() -> elsewhere.keep(claims("greedy")))
          .isInstanceOfSatisfying(
              OAuthReject.class, refused -> assertThat(refused.reply().status()).isEqualTo(429))
          .hasMessage("this client has 2 tokens already: wait until some have expired");
      assertThatThrownBy(() -> tokens.keep(claims("greedy"))).isInstanceOf(OAuthReject.class);
      assertThat(elsewhere.find(elsewhere.keep(claims("modest")))).isPresent();
      assertThat(elsewhere.find(last)).isPresent();
    }
  }

  private static JWTClaimsSet claims(String client) {
    return new JWTClaimsSet.Builder()
        .claim("client_id", client)
        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
        .build();
  }
}
