// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Locale;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/** Emergency calls, looked for before anything is routed (TS 24.229 §5.2.10). */
record Emergency(EmergencyConfig config, AlternativeService alternatives) {
  private static final String SERVICE = "urn:service:sos"; // RFC 5031

  boolean asked(SIPRequest request) {
    return SipMessages.is(request, "INVITE")
        && (isService(request.getRequestURI())
            || config.numbers().contains(dialled(request.getRequestURI())));
  }

  private static boolean isService(URI uri) {
    String text = uri.toString().toLowerCase(Locale.ROOT);
    return text.equals(SERVICE) || text.startsWith(SERVICE + ".");
  }

  private static String dialled(URI uri) {
    String number =
        switch (uri) {
          case TelURL tel -> tel.getPhoneNumber();
          case SipURI sip when sip.getUser() != null -> sip.getUser();
          default -> "";
        };
    return number.replaceAll("[-.() ]", "");
  }

  boolean served() {
    return config.eCscf().isPresent();
  }

  /** §5.2.10.3: to the E-CSCF, by the name of the service; location and body stay as they came. */
  void route(SIPRequest onward) {
    if (!isService(onward.getRequestURI())) {
      onward.setRequestURI(SipMessages.uri(SERVICE));
    }
    SipMessages.removeHeaders(onward, "Route");
    String uri = config.eCscf().orElseThrow();
    SipMessages.addHeader(onward, "Route", "<" + uri + (uri.contains(";lr") ? ">" : ";lr>"));
  }

  /** §5.2.10.4: the caller is to use another network, such as its telephone's own. */
  SipReject elsewhere(Flow flow) {
    return alternatives.in(
        SipReject.of(380, "Alternative Service"),
        flow,
        "emergency",
        "emergency calls are not served here",
        "emergency-registration");
  }
}
