// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.util.Optional;
import ringway.epcscf.sip.DigestParameters;
import ringway.epcscf.sso.SignedIn;
import ringway.epcscf.token.AccessIdentity;

/** Who vouches for the user of one REGISTER (TS 24.371 §6.1), and by what. */
sealed interface RegistrationScheme {
  /** For metrics. */
  String label();

  /** The private identity the request claims or has proved; empty when it names none. */
  Optional<Impi> impi();

  /**
   * Scenarios 2 and 3: we have checked a token and tell the core so.
   *
   * @param thirdPartyWaf whether the WAF is to be named to the core
   * @param signedIn who came without a good token and proved a password
   */
  record TrustedNode(AccessIdentity identity, boolean thirdPartyWaf, Optional<SignedIn> signedIn)
      implements RegistrationScheme {
    @Override
    public String label() {
      return signedIn.isPresent() ? "sso" : "bearer";
    }

    @Override
    public Optional<Impi> impi() {
      return Optional.of(new Impi(identity.impi()));
    }
  }

  /**
   * Scenario 1: the core challenges, the WIC answers, we pass on.
   *
   * @param credentials as they go on, with our mark
   * @param bearerChallenge offered beside the core's own challenge; empty when tokens do not count
   */
  record Relayed(
      String label,
      Optional<Impi> impi,
      Optional<DigestParameters> credentials,
      Optional<String> bearerChallenge)
      implements RegistrationScheme {}
}
