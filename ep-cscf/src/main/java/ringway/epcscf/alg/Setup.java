// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Optional;
import ringway.epcscf.alg.NotAcceptable.Reason;

/** What the browser says about its DTLS role (RFC 4145 §4). */
enum Setup {
  ACTIVE,
  PASSIVE,
  ACTPASS;

  static Setup of(String value) {
    return switch (value) {
      case "active" -> ACTIVE;
      case "passive" -> PASSIVE;
      case "actpass" -> ACTPASS;
      // RFC 8842 §5.1: holdconn has no meaning for DTLS.
      default -> throw new NotAcceptable(Reason.NO_DTLS, "a=setup is of no use for DTLS");
    };
  }

  /**
   * Our role when the browser offers. One that leaves the choice to us keeps the role of the
   * association there is (RFC 8842 §5.5), and is let to begin otherwise.
   */
  DtlsRole roleForOffer(Optional<DtlsRole> current) {
    return switch (this) {
      case ACTIVE -> DtlsRole.PASSIVE;
      case PASSIVE -> DtlsRole.ACTIVE;
      case ACTPASS -> current.orElse(DtlsRole.PASSIVE);
    };
  }

  DtlsRole roleForAnswer() {
    return switch (this) {
      case ACTIVE -> DtlsRole.PASSIVE;
      case PASSIVE -> DtlsRole.ACTIVE;
      case ACTPASS ->
          throw new NotAcceptable(Reason.NO_DTLS, "an answer must choose its DTLS role");
    };
  }
}
