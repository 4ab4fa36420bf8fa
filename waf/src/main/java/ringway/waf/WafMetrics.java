// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the WAF counts; labels take a fixed, small set of values. */
record WafMetrics(MeterRegistry registry) {

  /**
   * @param result ok, failed, limited or busy
   */
  void login(String result) {
    Counter.builder("ringway.waf.logins")
        .description("Tries to sign in at the login page")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  void storeFailure() {
    Counter.builder("ringway.waf.store.failures")
        .description("Requests answered 503 since the store did not answer")
        .register(registry)
        .increment();
  }

  /**
   * @param grantType authorization_code or refresh_token
   */
  void token(String grantType) {
    Counter.builder("ringway.waf.tokens")
        .description("Access tokens issued")
        .tag("grant", grantType)
        .register(registry)
        .increment();
  }
}
