// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import java.util.ArrayList;
import java.util.List;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.sip.Draft;

/** A reginfo document (RFC 3680 §5) a scripted core sends, and the NOTIFY around it. */
record RegInfoXml(int version, String state, List<String> registrations) {
  static final String TYPE = "application/reginfo+xml";

  static RegInfoXml full(int version) {
    return new RegInfoXml(version, "full", List.of());
  }

  static RegInfoXml partial(int version) {
    return new RegInfoXml(version, "partial", List.of());
  }

  /** The same contact for every public identity of the user. */
  RegInfoXml with(Subscriber user, String contact, String state, String event, String more) {
    List<String> all = new ArrayList<>(registrations);
    for (String impu : user.impus()) {
      all.add(registration(impu, contact, state, event, more));
    }
    return new RegInfoXml(version, this.state, all);
  }

  RegInfoXml with(String impu, String contact, String state, String event) {
    List<String> all = new ArrayList<>(registrations);
    all.add(registration(impu, contact, state, event, ""));
    return new RegInfoXml(version, this.state, all);
  }

  private static String registration(
      String impu, String contact, String state, String event, String more) {
    return """
      <registration aor="%s" id="r%s" state="%s">
        <contact id="c1" state="%s" event="%s" %s><uri>%s</uri></contact>
      </registration>
    """
        .formatted(impu, Integer.toHexString(impu.hashCode()), state, state, event, more, contact);
  }

  String text() {
    return """
    <?xml version="1.0"?>
    <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="%d" state="%s">
    %s</reginfo>
    """
        .formatted(version, state, String.join("", registrations));
  }

  Draft notification() {
    return notification("active;expires=3600");
  }

  Draft notification(String subscriptionState) {
    return ringway.acceptance.sip.Words.notification("reg", subscriptionState).body(TYPE, text());
  }
}
