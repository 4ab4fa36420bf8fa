// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** The name a client's certificate must carry (RFC 8705 §2.1.2). */
public record CertificateName(Kind kind, String value) {
  /** Where in a certificate a name stands; the number is the choice of GeneralName in RFC 5280. */
  public enum Kind {
    SUBJECT_DN(-1),
    SAN_EMAIL(1),
    SAN_DNS(2),
    SAN_URI(6),
    SAN_IP(7);

    private final int generalName;

    Kind(int generalName) {
      this.generalName = generalName;
    }
  }

  public CertificateName {
    if (value.isBlank()) {
      throw new IllegalArgumentException("the name of a client certificate must not be empty");
    }
    if (kind == Kind.SUBJECT_DN) {
      new X500Principal(value); // refuses what is no distinguished name
    }
  }

  boolean isIn(X509Certificate certificate) {
    if (kind == Kind.SUBJECT_DN) {
      return certificate.getSubjectX500Principal().equals(new X500Principal(value));
    }
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(this::isThis);
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private boolean isThis(List<?> name) {
    if (!name.getFirst().equals(kind.generalName) || !(name.get(1) instanceof String text)) {
      return false;
    }
    // DNS names compare without regard to case, all others character by character.
    return kind == Kind.SAN_DNS ? text.equalsIgnoreCase(value) : text.equals(value);
  }
}
