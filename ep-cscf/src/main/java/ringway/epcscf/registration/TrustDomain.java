// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderNamesCache;
import gov.nist.javax.sip.header.ims.PrivacyHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The edge of the IMS trust domain (TS 24.229 §4.4): which headers a WIC may not bring in, and
 * which ones of the core it does not get to see.
 */
public final class TrustDomain {
  /** Only the core, or we for it, may say these. */
  private static final Set<String> NOT_FROM_ACCESS =
      lowerCase(
          "P-Asserted-Identity",
          "P-Asserted-Service",
          "P-Charging-Vector",
          "P-Charging-Function-Addresses",
          "P-Visited-Network-ID",
          // A browser does not know its access network; TS 24.229 §7.2A.4 would have the core trust
          // it.
          "P-Access-Network-Info",
          "P-User-Database",
          "P-Served-User",
          "P-Profile-Key",
          "P-Called-Party-ID",
          "P-Associated-URI",
          "P-Media-Authorization",
          "P-Early-Media",
          "Cellular-Network-Info",
          "Feature-Caps",
          "Restoration-Info",
          "Resource-Share",
          "History-Info",
          "Service-Route",
          "Path",
          // Of single sign-on in REGISTER: between the client and us.
          "X-SSO-Token",
          // The token ends here (RFC 8898 §2.1.2), as do credentials meant for a proxy.
          "Authorization",
          "Proxy-Authorization",
          // TS 33.203 X.2.3.3: no security agreement with a WIC.
          "Security-Client",
          "Security-Verify");

  private static final Set<String> NOT_TO_ACCESS =
      lowerCase(
          "P-Charging-Vector",
          "P-Charging-Function-Addresses",
          "P-Visited-Network-ID",
          "P-Access-Network-Info",
          "Cellular-Network-Info",
          "P-User-Database",
          "P-Served-User",
          "P-Profile-Key",
          "P-Media-Authorization",
          "P-Early-Media",
          "Restoration-Info");

  private static final Pattern PRIVATE_ID = Pattern.compile("(?i)(^|;)\\s*id\\s*(;|$)");

  private TrustDomain() {}

  public static void screenFromAccess(SIPMessage message) {
    remove(NOT_FROM_ACCESS, message);
    if (message instanceof SIPRequest) {
      // A response repeats the Record-Route the core and we made; a request has none to bring.
      message.removeHeader("Record-Route");
    }
  }

  public static void screenTowardsAccess(SIPMessage message) {
    remove(NOT_TO_ACCESS, message);
    // RFC 3325 §7: who asked for privacy `id` is not shown to an untrusted node.
    if (message.getHeader("Privacy") instanceof PrivacyHeader privacy
        && PRIVATE_ID.matcher(privacy.getPrivacy()).find()) {
      message.removeHeader("P-Asserted-Identity");
    }
  }

  private static Set<String> lowerCase(String... names) {
    return Stream.of(names)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By what the message has: that is less than what there could be. */
  private static void remove(Set<String> names, SIPMessage message) {
    Iterator<SIPHeader> headers = message.getHeaders();
    while (headers.hasNext()) {
      String name = headers.next().getName();
      if (names.contains(SIPHeaderNamesCache.toLowerCase(name))) {
        message.removeHeader(name); // the iterator is one of a concurrent queue
      }
    }
  }
}
