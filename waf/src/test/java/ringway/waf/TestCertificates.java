// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.oauth2.sdk.util.X509CertificateUtils;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;

/** A certificate with its key. */
public record TestCertificates(KeyPair keys, X509Certificate certificate) {

  /** The key as a file holds it. */
  public String keyPem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  public String certificatePem() {
    return X509CertUtils.toPEMString(certificate) + "\n";
  }

  /** Signed by its own key, so that it can be its own authority. */
  public static TestCertificates selfSigned(String subject) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    X500Principal name = new X500Principal(subject);
    Instant now = Instant.now();
    return new TestCertificates(
        keys,
        X509CertificateUtils.generate(
            name,
            name,
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            keys.getPublic(),
            keys.getPrivate()));
  }
}
