// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.message.SIPRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.AccessIdentity;

/**
 * The REGISTER of Trusted Node Authentication (TS 33.203 U.1, TS 24.371 §6): the WIC's own, with
 * the token taken out and our word put in that its user is authenticated.
 */
final class TrustedNodeRegister {
  /** TS 24.229 §5.1.1.2.1: what a UE asks for when it has no wish of its own. */
  private static final long DEFAULT_EXPIRES = 600_000;

  private TrustedNodeRegister() {}

  /**
   * @param pathToken signed token of the flow the registration came on
   * @param tokenLife the registration must not outlive the token
   */
  static SIPRequest from(
      SIPRequest received,
      AccessIdentity identity,
      boolean thirdPartyWaf,
      NodeIdentity node,
      String pathToken,
      Duration tokenLife) {
    SIPRequest register = SipMessages.hop(received);
    register.setRequestURI(SipMessages.uri("sip:" + node.domain()));
    PcscfAdditions.to(register, received, node, pathToken);
    SipMessages.addWritten(
        register, "Authorization", authDone(identity, thirdPartyWaf, node.domain()));
    limitExpires(register, tokenLife);
    return register;
  }

  /** Empty nonce and response: nothing was challenged. TS 24.229 §7.2A.2 for the mark. */
  private static String authDone(AccessIdentity identity, boolean thirdPartyWaf, String domain) {
    String credentials =
        "Digest username=\""
            + identity.impi()
            + "\",realm=\""
            + domain
            + "\",nonce=\"\",uri=\"sip:"
            + domain
            + "\",response=\"\",integrity-protected=\"auth-done\"";
    // TS 33.203 X.4.2.3: which WAF vouched, when it is not the operator's own.
    return thirdPartyWaf
        ? credentials + ",authorization-entity=\"" + identity.wafIssuer() + "\""
        : credentials;
  }

  private static void limitExpires(SIPRequest register, Duration tokenLife) {
    long limit = Math.max(1, Math.min(tokenLife.toSeconds(), Integer.MAX_VALUE));
    long wished =
        SipMessages.header(register, "Expires")
            .map(TrustedNodeRegister::seconds)
            .orElse(DEFAULT_EXPIRES);
    if (wished > 0) {
      SipMessages.setHeader(register, "Expires", Long.toString(Math.min(wished, limit)));
    }
    boolean longer = false;
    for (Contact contact : contacts(register)) {
      longer |= contact.getExpires() > limit;
    }
    if (longer) {
      limitContacts(register, (int) limit);
    }
  }

  private static void limitContacts(SIPRequest register, int limit) {
    ContactList limited = (ContactList) register.getContactHeaders().clone();
    for (Contact contact : limited) {
      if (contact.getExpires() > limit) {
        contact.setExpires(limit);
      }
    }
    register.setHeader(limited);
  }

  /** The client instance and registration a contact belongs to (RFC 5626 §4.1, §4.2). */
  static Optional<String> instance(SIPRequest request, Impi impi) {
    for (Contact contact : contacts(request)) {
      String instance = contact.getParameter("+sip.instance");
      if (instance != null) {
        return Optional.of(impi.value() + " " + instance + " " + contact.getParameter("reg-id"));
      }
    }
    return Optional.empty();
  }

  /** Whether it asks for no binding to stay. */
  static boolean ends(SIPRequest request) {
    boolean none = SipMessages.header(request, "Expires").filter("0"::equals).isPresent();
    for (Contact contact : contacts(request)) {
      if (contact.getExpires() != 0 && (!none || contact.hasParameter("expires"))) {
        return false;
      }
    }
    return true;
  }

  static List<Contact> contacts(SIPRequest request) {
    return SipMessages.headers(request, "Contact", Contact.class);
  }

  private static long seconds(String text) {
    try {
      return Long.parseUnsignedLong(text.strip());
    } catch (NumberFormatException _) {
      throw SipReject.badRequest("Expires is no number");
    }
  }
}
