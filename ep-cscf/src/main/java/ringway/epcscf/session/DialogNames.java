// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.epcscf.sip.SipMessages;

/**
 * Answered calls whose two sides know the browser by different tags, because this node answered
 * ahead of it, and what names such a call from within another: Replaces (RFC 3891), Join (RFC
 * 3911), Target-Dialog (RFC 4538), and the Replaces that a Refer-To asks for (RFC 3515).
 * Thread-safe.
 */
final class DialogNames {
  private static final List<String> NAMING = List.of("Replaces", "Join", "Target-Dialog");
  private static final Pattern TAG =
      Pattern.compile("(?i)(;\\s*(?:to|from|local|remote)-tag\\s*=\\s*)([^;\\s]+)");
  private static final Pattern REFERRED =
      Pattern.compile("(?i)([?&](?:Replaces|Join)=)([^&>\\s]+)");

  private record Tags(String atCore, String atBrowser) {
    private String towards(Side side, String tag) {
      boolean core = side == Side.CORE;
      return tag.equals(core ? atBrowser : atCore) ? (core ? atCore : atBrowser) : tag;
    }
  }

  private final Map<String, Tags> byCallId = new ConcurrentHashMap<>(); // of calls under way

  void add(String callId, String atCore, String atBrowser) {
    byCallId.put(callId, new Tags(atCore, atBrowser));
  }

  void remove(String callId) {
    byCallId.remove(callId);
  }

  /** Gives calls that are named the names the receiver knows. */
  void translate(SIPRequest onward, Side to) {
    if (byCallId.isEmpty()) {
      return;
    }
    NAMING.forEach(header -> change(onward, header, named -> translated(named, to)));
    change(
        onward,
        "Refer-To",
        target ->
            REFERRED
                .matcher(target)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(found.group(1) + escaped(found.group(2), to))));
  }

  private static void change(SIPRequest onward, String header, UnaryOperator<String> change) {
    SipMessages.header(onward, header)
        .ifPresent(
            value -> {
              String changed = change.apply(value);
              if (!changed.equals(value)) {
                SipMessages.setHeader(onward, header, changed);
              }
            });
  }

  /** RFC 3891 §6.1: Call-ID, then parameters in any order. */
  private String translated(String named, Side to) {
    int end = named.indexOf(';');
    return end < 0
        ? named
        : Optional.ofNullable(byCallId.get(named.substring(0, end).strip()))
            .map(
                tags ->
                    TAG.matcher(named)
                        .replaceAll(
                            found ->
                                Matcher.quoteReplacement(
                                    found.group(1) + tags.towards(to, found.group(2)))))
            .orElse(named);
  }

  /** As a header stands in a URI, RFC 3261 §19.1.1; what needs no change keeps its form. */
  private String escaped(String named, Side to) {
    String plain = URLDecoder.decode(named.replace("+", "%2B"), StandardCharsets.UTF_8);
    String changed = translated(plain, to);
    return changed.equals(plain) ? named : URLEncoder.encode(changed, StandardCharsets.UTF_8);
  }
}
