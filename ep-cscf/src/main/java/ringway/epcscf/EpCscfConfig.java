// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf;

import java.net.URI;
import java.util.Optional;
import ringway.epcscf.alg.CodecPolicy;
import ringway.epcscf.mw.MwConfig;
import ringway.epcscf.registration.RegistrationConfig;
import ringway.epcscf.session.DialPlanConfig;
import ringway.epcscf.session.EarlyMediaConfig;
import ringway.epcscf.session.EmergencyConfig;
import ringway.epcscf.session.SessionTimerConfig;
import ringway.epcscf.session.SurvivalConfig;
import ringway.epcscf.sso.SsoConfig;
import ringway.epcscf.token.RevocationConfig;
import ringway.epcscf.token.TokenConfig;
import ringway.epcscf.trace.TraceConfig;
import ringway.epcscf.w2.W2Config;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.config.Secret;
import ringway.runtime.http.ListenerConfig;

/** Settings of the eP-CSCF; every key is explained in {@code reference/ep-cscf.yaml}. */
public record EpCscfConfig(
    String domain,
    String visitedNetworkId,
    Optional<Secret> flowTokenKey,
    boolean requireToken,
    int maxCalls,
    SessionTimerConfig sessionTimer,
    EmergencyConfig emergency,
    EarlyMediaConfig earlyMedia,
    DialPlanConfig dialPlan,
    SurvivalConfig survival,
    W2Config w2,
    MwConfig mw,
    RegistrationConfig registration,
    SsoConfig sso,
    TokenConfig tokens,
    RevocationConfig revocations,
    URI media,
    CodecPolicy codecs,
    TraceConfig trace,
    AdminConfig admin,
    ListenerConfig management) {
  public EpCscfConfig {
    if (sso.verify().isPresent() && !registration.allowsOnlyTokensAndCards()) {
      throw new IllegalArgumentException(
          "with sso passwords are checked by the WAF: registration.schemes has bearer, not digest");
    }
    if (domain.isBlank()) {
      throw new IllegalArgumentException("domain is the home domain, such as ims.example.net");
    }
    if (maxCalls < 1) {
      throw new IllegalArgumentException("max-calls must be 1 or more, found " + maxCalls);
    }
    if (!"ws".equals(media.getScheme()) && !"wss".equals(media.getScheme())) {
      throw new IllegalArgumentException(
          "media is the ws: or wss: address of the media function's Iq, found " + media);
    }
  }
}
