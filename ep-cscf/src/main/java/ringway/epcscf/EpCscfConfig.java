// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf;

import java.util.Optional;
import ringway.epcscf.alg.CodecPolicy;
import ringway.epcscf.cdr.CdrConfig;
import ringway.epcscf.media.DtmfConfig;
import ringway.epcscf.media.MediaFunctionsConfig;
import ringway.epcscf.mw.MwConfig;
import ringway.epcscf.registration.RegistrationConfig;
import ringway.epcscf.session.CallLimitsConfig;
import ringway.epcscf.session.DialPlanConfig;
import ringway.epcscf.session.EarlyMediaConfig;
import ringway.epcscf.session.EmergencyConfig;
import ringway.epcscf.session.PreconditionConfig;
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
    CallLimitsConfig calls,
    SessionTimerConfig sessionTimer,
    EmergencyConfig emergency,
    EarlyMediaConfig earlyMedia,
    PreconditionConfig preconditions,
    DialPlanConfig dialPlan,
    SurvivalConfig survival,
    W2Config w2,
    MwConfig mw,
    RegistrationConfig registration,
    SsoConfig sso,
    TokenConfig tokens,
    RevocationConfig revocations,
    MediaFunctionsConfig media,
    CodecPolicy codecs,
    DtmfConfig dtmf,
    TraceConfig trace,
    CdrConfig cdr,
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
  }
}
