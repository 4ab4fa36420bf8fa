// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static ringway.epcscf.token.AccessIdentity.shared;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/**
 * The contact a registration binds, as the registrar knows it.
 *
 * @param instance {@code +sip.instance} without its quotes; empty when the WIC named none
 * @param regId which of the instance's flows this is (RFC 5626 §4.2); empty without outbound
 * @param callId of the REGISTER that bound it last
 * @param cseq of that REGISTER: tells news of an earlier binding from news of this one
 */
public record BoundContact(String uri, String instance, String regId, String callId, long cseq) {

  /** The first contact of a REGISTER; empty when it has none or {@code *}. */
  static Optional<BoundContact> of(SIPRequest register) {
    for (Contact contact : TrustedNodeRegister.contacts(register)) {
      if (!contact.isWildCard()) {
        return Optional.of(
            new BoundContact(
                contact.getAddress().getURI().toString(),
                parameter(contact, "+sip.instance"),
                parameter(contact, "reg-id"),
                SipMessages.callId(register),
                SipMessages.cseq(register)));
      }
    }
    return Optional.empty();
  }

  /** The same, made of what the other has, where that is equal. */
  BoundContact sharing(BoundContact other) {
    return new BoundContact(
        shared(uri, other.uri),
        shared(instance, other.instance),
        shared(regId, other.regId),
        shared(callId, other.callId),
        cseq);
  }

  private static String parameter(Contact contact, String name) {
    String value = contact.getParameter(name);
    return value == null ? "" : value.replace("\"", "");
  }

  /** RFC 5626 §6: instance and reg-id name the binding, wherever its contact has gone. */
  boolean sameFlow(BoundContact other) {
    return !instance.isEmpty()
        && !regId.isEmpty()
        && instance.equals(other.instance)
        && regId.equals(other.regId);
  }
}
