// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import ringway.wwsf.session.Sessions;

/** What the WWSF counts; labels take a fixed, small set of values. */
record WwsfMetrics(MeterRegistry registry) {

  /**
   * @param result ok, refused, silent_no or unavailable
   */
  void signIn(String result) {
    Counter.builder("ringway.wwsf.sign.ins")
        .description("Browsers that came back from the WAF")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  /**
   * @param result ok, login_required or unavailable
   */
  void access(String result) {
    Counter.builder("ringway.wwsf.access")
        .description("Requests for the access document")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  /**
   * @param result ok, no_identity, too_many or unavailable
   */
  void visitor(String result) {
    Counter.builder("ringway.wwsf.visitors")
        .description("People who wanted to call without signing in")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  void count(Sessions sessions) {
    Gauge.builder("ringway.wwsf.sessions", sessions, Sessions::size)
        .description("Browsers with a session, on all nodes")
        .register(registry);
  }
}
