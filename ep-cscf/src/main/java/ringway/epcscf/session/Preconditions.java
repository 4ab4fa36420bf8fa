// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      Pattern.compile("a=des:qos mandatory (?:local|e2e) (send|recv|sendrecv)\\s*");
  private static final Pattern CURRENT =
      Pattern.compile("a=curr:qos (?:local|e2e) (send|recv|sendrecv)\\s*");

  private Preconditions() {}

  /** The peer will not go on without. */
  static boolean required(SIPMessage message) {
    return SipMessages.hasOption(message, "Require", OPTION);
  }

  /** RFC 3312 §8: 421 from who cannot serve a call without. */
  static boolean missed(SIPResponse response) {
    return response.getStatusCode() == 421 && required(response);
  }

  /** The INVITE of a core that requires them goes to the browser without. */
  static void takeOut(SIPMessage onward) {
    OptionTags.remove(onward, "Require", OPTION);
    OptionTags.remove(onward, "Supported", OPTION);
  }

  /**
   * Whether the sender of an INVITE has to be answered before the browser is called: it still
   * reserves what it must have (RFC 3312 §5.1, TS 24.229 §5.1.4.1).
   *
   * @throws SipReject 421 when it demands that and knows no reliable answers, 420 when it wants
   *     what is reserved from end to end
   */
  static boolean awaited(SIPMessage invite) {
    boolean demanded = required(invite);
    if (!demanded && !SipMessages.hasOption(invite, "Supported", OPTION)
        || !SessionDescription.isIn(invite)
        || reserved(SipMessages.bodyText(invite))) {
      return false;
    }
    boolean reliable =
        SipMessages.hasOption(invite, "Supported", "100rel")
            || SipMessages.hasOption(invite, "Require", "100rel");
    boolean segmented =
        lines(SipMessages.bodyText(invite)).stream()
            .noneMatch(line -> line.startsWith("a=des:qos mandatory e2e "));
    if (demanded && !segmented) {
      throw SipReject.of(420, "Bad Extension").withHeader("Unsupported", OPTION);
    }
    if (demanded && !reliable) {
      throw SipReject.of(421, "Extension Required").withHeader("Require", "100rel");
    }
    return segmented && reliable;
  }

  /** Whether the sender of an offer has on its own side what it demands there. */
  static boolean reserved(String offer) {
    return Arrays.stream(offer.split("(?m)^(?=m=)", -1))
        .filter(Preconditions::isLive)
        .allMatch(Preconditions::streamReserved);
  }

  private static boolean streamReserved(String section) {
    Set<String> has = ways(section, CURRENT);
    return has.containsAll(ways(section, WANTED));
  }

  /** The directions named for the sender's own segment, or from end to end. */
  private static Set<String> ways(String section, Pattern pattern) {
    return lines(section).stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .flatMap(way -> way.equals("sendrecv") ? Stream.of("send", "recv") : Stream.of(way))
        .collect(Collectors.toSet());
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

  /** The same to an offer whose sender is to say when it has (RFC 3312 §7). */
  static String awaiting(String description) {
    return with(
        description,
        "a=curr:qos local sendrecv",
        "a=curr:qos remote none",
        "a=des:qos mandatory local sendrecv",
        "a=des:qos mandatory remote sendrecv",
        "a=conf:qos remote sendrecv");
  }

  /** An answer of ours, whichever the offer asks for. */
  static String answered(String description, String offer) {
    return reserved(offer) ? answered(description) : awaiting(description);
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
