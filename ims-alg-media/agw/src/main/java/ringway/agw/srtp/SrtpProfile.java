// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** The protection profiles offered and accepted; null ciphers and MKI are not (RFC 8827 §6.5). */
public enum SrtpProfile {
  @JsonProperty("SRTP_AEAD_AES_128_GCM")
  SRTP_AEAD_AES_128_GCM(7, 12, 0), // RFC 7714 §14.2
  @JsonProperty("SRTP_AES128_CM_HMAC_SHA1_80")
  SRTP_AES128_CM_HMAC_SHA1_80(1, 14, 20); // RFC 5764 §4.1.2

  static final int KEY_LENGTH = 16;

  private final int id;
  private final int saltLength;
  private final int authenticationKeyLength;

  SrtpProfile(int id, int saltLength, int authenticationKeyLength) {
    this.id = id;
    this.saltLength = saltLength;
    this.authenticationKeyLength = authenticationKeyLength;
  }

  /** The number in the use_srtp extension. */
  public int id() {
    return id;
  }

  public static Optional<SrtpProfile> of(int id) {
    for (SrtpProfile profile : values()) {
      if (profile.id == id) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  int saltLength() {
    return saltLength;
  }

  /** How many bytes the DTLS exporter has to give. */
  public int keyingMaterialLength() {
    return 2 * (KEY_LENGTH + saltLength);
  }

  int authenticationKeyLength() {
    return authenticationKeyLength;
  }
}
