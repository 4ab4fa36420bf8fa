// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/**
 * Preconditions (RFC 3312, RFC 4032) towards the core, for browsers that know none: media is
 * reserved here before anything is offered or answered, so what is asked of our side is met from
 * the start.
 */
final class Preconditions {
  static final String OPTION = "precondition";
  private static final String CRLF = "\r\n";
  private static final Pattern STREAM = Pattern.compile("m=(audio|video) (\\d+) .*");
  private static final Pattern WANTED =
      Pattern.compile("a=des:qos (mandatory) (local|e2e) (send|recv|sendrecv)\\s*");
  private static final Pattern RESERVED = Pattern.compile("a=curr:qos (local|e2e) sendrecv\\s*");

  private Preconditions() {}

  /** The peer will not go on without. */
  static boolean required(SIPMessage message) {
    return SipMessages.hasOption(message, "Require", OPTION);
  }

  /** RFC 3312 §8: 421 from who cannot serve a call without. */
  static boolean missed(SIPResponse response) {
    return response.getStatusCode() == 421 && required(response);
  }

  /**
   * The INVITE of a core that requires them goes to the browser without.
   *
   * @throws SipReject 420 while the caller has its own resources still to reserve, for it would
   *     have to be answered before the browser is
   */
  static void takeOut(SIPMessage onward) {
    if (!reserved(SipMessages.bodyText(onward))) {
      throw SipReject.of(420, "Bad Extension").withHeader("Unsupported", OPTION);
    }
    OptionTags.remove(onward, "Require", OPTION);
    OptionTags.remove(onward, "Supported", OPTION);
  }

  /** Whether the sender of an offer has on its own side what it demands there. */
  static boolean reserved(String offer) {
    List<String> lines = lines(offer);
    return lines.stream().noneMatch(line -> WANTED.matcher(line).matches())
        || lines.stream().anyMatch(line -> RESERVED.matcher(line).matches());
  }

  /** RFC 3312 §8: who wants preconditions is invited again with ours, which are met. */
  static void putIn(SIPRequest invite) {
    OptionTags.add(invite, "Require", OPTION);
    SessionDescription.put(invite, offered(SipMessages.bodyText(invite)));
  }

  /** An offer of ours, our side's resources reserved. */
  static String offered(String description) {
    return with(
        description,
        "a=curr:qos local sendrecv",
        "a=curr:qos remote none",
        "a=des:qos mandatory local sendrecv",
        "a=des:qos mandatory remote sendrecv");
  }

  /** An answer of ours to an offer whose sender has reserved its own. */
  static String answered(String description) {
    return with(
        description,
        "a=curr:qos local sendrecv",
        "a=curr:qos remote sendrecv",
        "a=des:qos mandatory local sendrecv",
        "a=des:qos mandatory remote sendrecv");
  }

  private static String with(String description, String... more) {
    List<String> sections = Arrays.asList(description.split("(?m)^(?=m=)", -1));
    return sections.stream()
        .map(section -> isLive(section) ? section + String.join(CRLF, more) + CRLF : section)
        .collect(Collectors.joining());
  }

  private static boolean isLive(String section) {
    var stream = STREAM.matcher(section.lines().findFirst().orElse(""));
    return stream.matches() && !stream.group(2).equals("0");
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
