// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Whose certificate it is, for SIP: RFC 5922 §7.1 and §7.2. No wildcards. */
final class CertificateNames {
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  private CertificateNames() {}

  /**
   * @param name a host name or an address, as the SIP URI had it
   */
  static boolean cover(X509Certificate certificate, String name) {
    List<String> uris = alternatives(certificate, URI);
    List<String> hosts = alternatives(certificate, DNS);
    if (ServerLocator.isAddress(name)) {
      InetAddress sought = InetAddress.ofLiteral(name);
      return alternatives(certificate, ADDRESS).stream()
          .anyMatch(text -> InetAddress.ofLiteral(text).equals(sought));
    }
    String sought = name.toLowerCase(Locale.ROOT);
    List<String> domains =
        uris.stream()
            .map(uri -> uri.toLowerCase(Locale.ROOT))
            .filter(uri -> uri.startsWith("sip:"))
            .map(uri -> uri.substring(4))
            .filter(rest -> rest.indexOf('@') < 0) // §7.1: one with a user is of that user
            .toList();
    if (!domains.isEmpty()) {
      return domains.contains(sought);
    }
    if (!hosts.isEmpty()) {
      return hosts.stream().anyMatch(host -> host.equalsIgnoreCase(sought));
    }
    // §7.1: the subject counts only where no alternative name says anything.
    return uris.isEmpty() && commonName(certificate).filter(sought::equalsIgnoreCase).isPresent();
  }

  private static List<String> alternatives(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .findFirst();
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
  }
}
