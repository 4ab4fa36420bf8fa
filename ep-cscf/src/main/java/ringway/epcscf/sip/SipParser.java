// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParserFactory;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bytes to a message; everything wrong with them is a {@link SipReject}. */
public final class SipParser {
  private static final Pattern STATUS_LINE = Pattern.compile("(?i)SIP/2\\.0 [1-6]\\d\\d( .*)?");
  private static final Pattern SMALL_NUMBER = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DOUBLED_SEMICOLON = Pattern.compile("(;reg-id=\\d{1,9});\\s{1,9};");
  private static final Pattern FOLDED_URI = Pattern.compile("^(<sips?:[^<>\"\\s]+) {1,9};");
  private static final long MAX_CSEQ = Integer.MAX_VALUE; // RFC 3261 §8.1.1.5
  private static final long MAX_DELTA_SECONDS = 0xFFFF_FFFFL; // RFC 3261 §20.19

  static {
    JainSetup.done();
  }

  private SipParser() {}

  /**
   * @throws SipReject when the message is not to be accepted; whether an answer can be sent tells
   *     {@link BadMessage#answer}
   */
  public static SIPMessage parse(byte[] message, Framing framing) {
    HeadGuard.Head head = HeadGuard.read(message);
    Optional<SIPMessage> begun = StartLines.usual(head.start());
    if (begun.isEmpty()) {
      checkStartLine(head.start());
    }
    checkNumbers(head);
    byte[] body = body(message, head, framing);
    SIPMessage parsed = parseHead(head, begun);
    if (body.length > 0) {
      if (parsed.getContentTypeHeader() == null) {
        throw SipReject.badRequest("a body needs Content-Type"); // RFC 3261 §20.15
      }
      parsed.setMessageContent(body);
    }
    checkHeaders(parsed);
    return parsed;
  }

  /** As {@link #parse(byte[], Framing)} of a whole WebSocket message. */
  public static SIPMessage parse(byte[] message) {
    return parse(message, Framing.WEBSOCKET);
  }

  public static SIPMessage parse(String message) {
    return parse(message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * How many bytes of body follow this head on a stream, where RFC 3261 §18.3 demands to say so.
   *
   * @throws SipReject when it is not said, or not well; where the message ends is then unknown
   */
  public static int contentLength(byte[] head) {
    return (int)
        HeadGuard.read(head)
            .contentLength()
            .orElseThrow(() -> SipReject.badRequest("Content-Length is missing"));
  }

  private static void checkStartLine(String line) {
    if (line.regionMatches(true, 0, "SIP/", 0, 4)) {
      if (!STATUS_LINE.matcher(line).matches()) {
        throw SipReject.badRequest("status line not well formed");
      }
      return;
    }
    String[] parts = line.split(" ", -1);
    if (parts.length < 3 || !parts[parts.length - 1].regionMatches(true, 0, "SIP/", 0, 4)) {
      throw SipReject.badRequest("request line not well formed");
    }
    if (!parts[parts.length - 1].equalsIgnoreCase("SIP/2.0")) {
      throw SipReject.of(505, "Version Not Supported");
    }
    // Headers in a Request-URI are not allowed and must never become headers. RFC 4475 §3.1.2.11
    boolean sip = parts[1].regionMatches(true, 0, "sip", 0, 3);
    if (parts.length != 3
        || !HeadGuard.isToken(parts[0])
        || parts[1].startsWith("<")
        || (sip && isBareIpv6(parts[1]))
        || (sip && parts[1].indexOf('?', parts[1].lastIndexOf('@') + 1) >= 0)) {
      throw SipReject.badRequest("request line not well formed");
    }
  }

  /** RFC 5118 §4.2: without brackets nobody knows where the address ends. */
  private static boolean isBareIpv6(String uri) {
    int from = Math.max(uri.indexOf(':'), uri.lastIndexOf('@')) + 1;
    int colons = 0;
    for (int i = from; i < uri.length() && ";?".indexOf(uri.charAt(i)) < 0; i++) {
      colons += uri.charAt(i) == ':' ? 1 : 0;
    }
    return colons > 1 && !uri.startsWith("[", from);
  }

  private static void checkNumbers(HeadGuard.Head head) {
    for (HeadGuard.Line line : head.headers()) {
      switch (line.lowerName()) {
        case "max-forwards" -> HeadGuard.number(line, 255);
        case "expires", "min-expires" -> HeadGuard.number(line, MAX_DELTA_SECONDS);
        case "cseq" -> HeadGuard.number(line.name(), firstWord(line.value()), MAX_CSEQ);
        case "from", "to" -> requireOneAddress(line);
        case "contact" -> {
          // RFC 3261 §20.10: what follows would else belong to nobody knows what.
          if (line.value().indexOf('?') >= 0 && line.value().indexOf('<') < 0) {
            throw SipReject.badRequest("Contact not well formed");
          }
        }
        default -> {}
      }
    }
  }

  private static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /** JAIN takes a bare display name with a comma; it has to be quoted (RFC 4475 §3.1.2.15). */
  private static void requireOneAddress(HeadGuard.Line line) {
    boolean quoted = false;
    boolean bracketed = false;
    for (int i = 0; i < line.value().length(); i++) {
      switch (line.value().charAt(i)) {
        case '"' -> quoted = !quoted;
        case '\\' -> i += quoted ? 1 : 0;
        case '<' -> {
          bracketed = !quoted || bracketed;
          // RFC 4475 §3.1.2.14: no space within the brackets.
          if (!quoted && line.value().startsWith(" ", i + 1)) {
            throw SipReject.badRequest(line.name() + " not well formed");
          }
        }
        case '>' -> bracketed = quoted && bracketed;
        case ',' -> {
          if (!quoted && !bracketed) {
            throw SipReject.badRequest(line.name() + " not well formed");
          }
        }
        default -> {}
      }
    }
  }

  /** RFC 3261 §18.3, RFC 7118 §5. */
  private static byte[] body(byte[] message, HeadGuard.Head head, Framing framing) {
    int available = message.length - head.bodyAt();
    int length = (int) head.contentLength().orElse(available);
    boolean tooLong = length > available;
    boolean tooShort = framing != Framing.DATAGRAM && length < available;
    if (tooLong || tooShort) {
      throw SipReject.badRequest("Content-Length does not match the body");
    }
    return Arrays.copyOfRange(message, head.bodyAt(), head.bodyAt() + length);
  }

  private static SIPMessage parseHead(HeadGuard.Head head, Optional<SIPMessage> begun) {
    JainSetup.boundHeaderNames();
    String part = "start line";
    try {
      SIPMessage message = begun.isPresent() ? begun.get() : StartLines.read(head.start());
      for (HeadGuard.Line line : head.headers()) {
        part = line.name();
        message.attachHeader(header(line), false);
      }
      if (message.getMaxForwards() == null && message instanceof SIPRequest) {
        // RFC 3261 §16.6 point 3: an RFC 2543 client has none
        SipMessages.addHeader(message, "Max-Forwards", "70");
      }
      return message;
    } catch (ParseException e) {
      throw SipReject.badRequest(part + " not well formed");
    } catch (RuntimeException | StackOverflowError e) {
      // Its header parsers leak index and number errors on odd input.
      throw SipReject.badRequest("not well formed");
    }
  }

  private static SIPHeader header(HeadGuard.Line line) throws ParseException {
    Optional<SIPHeader> usual = UsualHeaders.read(line.name(), line.value());
    if (usual.isPresent()) {
      return usual.get();
    }
    String text = line.name() + ": " + valueFor(line);
    int end = text.length();
    while (text.charAt(end - 1) <= ' ') {
      end--; // JAIN's header parsers want none behind
    }
    return ParserFactory.createParser(text.substring(0, end) + "\n").parse();
  }

  private static String valueFor(HeadGuard.Line line) {
    if (line.lowerName().equals("route") && line.value().endsWith(",")) {
      return line.value().substring(0, line.value().length() - 1); // RFC 7118 §8.2 prints it so
    }
    if (line.lowerName().equals("contact")) {
      // RFC 7118 §8 prints a doubled semicolon and a line folded within the brackets.
      return FOLDED_URI
          .matcher(DOUBLED_SEMICOLON.matcher(line.value()).replaceFirst("$1;"))
          .replaceFirst("$1;");
    }
    // JAIN knows 31 bits of the 32 that RFC 3261 §20.19 allows: 68 years are long enough.
    boolean seconds = line.lowerName().equals("expires") || line.lowerName().equals("min-expires");
    return seconds && Long.parseLong(line.value()) > Integer.MAX_VALUE
        ? Integer.toString(Integer.MAX_VALUE)
        : line.value();
  }

  private static void checkHeaders(SIPMessage message) {
    try {
      switch (message) {
        // An RFC 2543 client gives no Contact (RFC 4475 §3.4.1), which JAIN takes amiss.
        case SIPRequest request
            when SipMessages.is(request, "INVITE") && request.getContactHeader() == null -> {}
        case SIPRequest request -> request.checkHeaders();
        case SIPResponse response -> response.checkHeaders();
        default -> {}
      }
    } catch (ParseException | RuntimeException e) {
      throw SipReject.badRequest("a mandatory header is missing or contradicts another");
    }
    if (message.getTopmostVia() == null
        || message.getFrom() == null
        || message.getTo() == null
        || message.getCallId() == null
        || message.getCSeq() == null) {
      throw SipReject.badRequest("a mandatory header is missing");
    }
    for (Via via : message.getViaHeaders()) {
      checkVia(via);
    }
    if (message instanceof SIPRequest request
        && !request.getMethod().equals(message.getCSeq().getMethod())) {
      throw SipReject.badRequest("CSeq is of another method");
    }
  }

  /** JAIN reads these numbers only when asked for them, as in making a copy, and fails then. */
  private static void checkVia(Via via) {
    checkNumber(via.getParameter(Via.RPORT));
    checkNumber(via.getParameter(Via.TTL));
  }

  private static void checkNumber(@Nullable String value) {
    if (value != null && !value.isEmpty() && !SMALL_NUMBER.matcher(value).matches()) {
      throw SipReject.badRequest("Via not well formed");
    }
  }
}
