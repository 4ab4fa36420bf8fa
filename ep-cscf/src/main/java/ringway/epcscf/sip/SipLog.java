// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPMessage;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages in the log: one line each at INFO, the masked text at DEBUG. */
public final class SipLog {
  private static final Logger log = LoggerFactory.getLogger("ringway.epcscf.messages");

  /** Any scheme but Digest carries its secret as a whole. Header lines may be folded. */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "(?im)^((?:Proxy-)?Authorization[ \\t]*:\\s*(?!Digest\\b)[^\\s,]+)"
              + "[^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*");

  private static final Pattern DIGEST_SECRETS =
      Pattern.compile(
          "(?i)\\b(response|rspauth|ik|ck|auts)[ \\t]*=[ \\t]*(?:\"[^\"\\r\\n]+\"|[^\\s,\"]+)");
  private static final Pattern TOKENS =
      Pattern.compile("(?i)\\b((?:access|refresh|id)_token)(\"?[ \\t]*[=:][ \\t]*)[^\\s,;&]+");

  /** Headers of the name X-SSO-Token carry one bare. */
  private static final Pattern TOKEN_HEADERS =
      Pattern.compile("(?im)^([a-z0-9-]+-Token[ \\t]*:)[^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*");

  private static final Pattern SDP_SECRETS =
      Pattern.compile("(?m)^(a=ice-pwd:|a=crypto:|a=key-mgmt:|k=)[^\\r\\n]*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private SipLog() {}

  /** The message with tokens, keys and digest answers replaced by stars. */
  public static String masked(SIPMessage message) {
    return masked(new String(SipMessages.bytes(message), StandardCharsets.UTF_8));
  }

  public static String masked(String message) {
    String text = CREDENTIALS.matcher(message).replaceAll("$1 ***");
    text = DIGEST_SECRETS.matcher(text).replaceAll("$1=\"***\"");
    text = TOKENS.matcher(text).replaceAll("$1$2***");
    text = TOKEN_HEADERS.matcher(text).replaceAll("$1 ***");
    return SDP_SECRETS.matcher(text).replaceAll("$1***");
  }

  /**
   * @param peer the flow or the address on the other side
   */
  public static void received(SIPMessage message, String peer) {
    write("in", message, peer);
  }

  public static void sent(SIPMessage message, String peer) {
    write("out", message, peer);
  }

  private static void write(String direction, SIPMessage message, String peer) {
    if (!log.isInfoEnabled()) {
      return;
    }
    log.info(
        "sip {} peer=\"{}\" line=\"{}\" call=\"{}\" cseq=\"{} {}\"",
        direction,
        peer,
        CONTROL.matcher(masked(message.getFirstLine().strip())).replaceAll(" "),
        SipMessages.callId(message),
        SipMessages.cseq(message),
        SipMessages.method(message));
    if (log.isDebugEnabled()) {
      log.debug("sip {} peer=\"{}\"\n{}", direction, peer, masked(message));
    }
  }
}
