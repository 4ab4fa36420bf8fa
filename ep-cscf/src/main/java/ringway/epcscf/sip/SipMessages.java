// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.address.TelURLImpl;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.ExtensionHeaderList;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.parser.URLParser;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.OptionTag;

/**
 * Reading and changing messages in a few words. Header names may be long or compact; values are the
 * text after the colon, one list element each for headers that are lists.
 */
public final class SipMessages {
  private static final Pattern NO_URI = Pattern.compile("[\\s\\p{Cntrl}<>\"]");

  private static final SecureRandom RANDOM = new SecureRandom();

  static {
    JainSetup.done();
  }

  private SipMessages() {}

  // ---- building ----

  /**
   * A response with Via, From, To, Call-ID and CSeq of the request, and a To tag of ours unless the
   * status is 100 or there is one already (RFC 3261 §8.2.6.2).
   */
  public static SIPResponse response(SIPRequest request, int status, String reason) {
    SIPResponse response = request.createResponse(status, reason);
    if (status > 100 && response.getToTag() == null) {
      response.setToTag(newTag());
    }
    setContentLength(response, 0);
    return response;
  }

  /** The answer a {@link SipReject} asks for. */
  public static SIPResponse response(SIPRequest request, SipReject reject) {
    SIPResponse response = response(request, reject.status(), reject.reason());
    reject.headers().forEach(header -> addHeader(response, header.name(), header.value()));
    reject
        .retryAfter()
        .ifPresent(wait -> setHeader(response, "Retry-After", Long.toString(wait.toSeconds())));
    reject
        .warning()
        .ifPresent(
            text -> setHeader(response, "Warning", "399 ringway \"" + quotable(text) + "\""));
    reject.body().ifPresent(text -> setBody(response, contentType(response).orElseThrow(), text));
    return response;
  }

  /**
   * A new request of ours with everything but Via, Contact and Route.
   *
   * @param from whole header value, with its tag
   * @param to whole header value
   */
  public static SIPRequest request(
      String method, String requestUri, String from, String to, String callId, long cseq) {
    SIPRequest request = new SIPRequest();
    request.setMethod(method);
    request.setRequestURI(uri(requestUri));
    request.getRequestLine().setSipVersion("SIP/2.0");
    addHeader(request, "From", from);
    addHeader(request, "To", to);
    addHeader(request, "Call-ID", callId);
    addHeader(request, "CSeq", cseq + " " + method);
    addHeader(request, "Max-Forwards", "70");
    setContentLength(request, 0);
    return request;
  }

  /** An independent copy. */
  @SuppressWarnings("unchecked")
  public static <M extends SIPMessage> M copy(M message) {
    return (M) message.clone();
  }

  /**
   * A copy with one hop less to go (RFC 3261 §16.6 point 3); a missing Max-Forwards counts as 70.
   * The two share their headers: these may be replaced, but not changed in themselves.
   */
  public static SIPRequest hop(SIPRequest received) {
    SIPRequest onward = SharedCopy.of(received);
    int left = received.getMaxForwards() == null ? 70 : received.getMaxForwards().getMaxForwards();
    setHeader(onward, "Max-Forwards", Integer.toString(left - 1));
    return onward;
  }

  public static String newTag() {
    return randomHex(8);
  }

  public static String newCallId() {
    return randomHex(16);
  }

  /** RFC 3261 §8.1.1.7: begins with the magic cookie. */
  public static String newBranch() {
    return "z9hG4bK" + randomHex(16);
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  // ---- reading ----

  public static boolean is(SIPMessage message, String method) {
    return message instanceof SIPRequest request && request.getMethod().equals(method);
  }

  /** The method of a request, or the one a response belongs to. */
  public static String method(SIPMessage message) {
    return message.getCSeq().getMethod();
  }

  public static String callId(SIPMessage message) {
    return message.getCallId().getCallId();
  }

  public static long cseq(SIPMessage message) {
    return message.getCSeq().getSeqNumber();
  }

  public static Optional<String> fromTag(SIPMessage message) {
    return Optional.ofNullable(message.getFromTag());
  }

  public static Optional<String> toTag(SIPMessage message) {
    return Optional.ofNullable(message.getToTag());
  }

  /** Value of the first header of that name. */
  public static Optional<String> header(SIPMessage message, String name) {
    Iterator<SIPHeader> all = message.getHeaders(HeaderNames.full(name));
    return all.hasNext() ? Optional.of(value(all.next())) : Optional.empty();
  }

  public static List<String> headers(SIPMessage message, String name) {
    List<String> values = new ArrayList<>(4);
    Iterator<SIPHeader> all = message.getHeaders(HeaderNames.full(name));
    while (all.hasNext()) {
      values.add(value(all.next()));
    }
    return List.copyOf(values);
  }

  private static String value(SIPHeader header) {
    return header instanceof OptionTag option && option.getOptionTag() != null
        ? option.getOptionTag() // JAIN would write it out anew
        : header.getHeaderValue().strip();
  }

  public static <H extends Header> Optional<H> header(
      SIPMessage message, String name, Class<H> type) {
    Iterator<SIPHeader> all = message.getHeaders(HeaderNames.full(name));
    while (all.hasNext()) {
      SIPHeader header = all.next();
      if (type.isInstance(header)) {
        return Optional.of(type.cast(header));
      }
    }
    return Optional.empty();
  }

  /** The headers of that name as JAIN's objects, which change the message when changed. */
  public static <H extends Header> List<H> headers(SIPMessage message, String name, Class<H> type) {
    List<H> found = new ArrayList<>();
    Iterator<SIPHeader> all = message.getHeaders(HeaderNames.full(name));
    while (all.hasNext()) {
      SIPHeader header = all.next();
      if (type.isInstance(header)) {
        found.add(type.cast(header));
      }
    }
    return found;
  }

  public static boolean hasHeader(SIPMessage message, String name) {
    return message.getHeaders(HeaderNames.full(name)).hasNext();
  }

  /** Whether a comma-separated list header such as Supported holds the option, in any case. */
  public static boolean hasOption(SIPMessage message, String name, String option) {
    Iterator<SIPHeader> all = message.getHeaders(HeaderNames.full(name));
    while (all.hasNext()) {
      String value = value(all.next());
      for (int from = 0, end; from <= value.length(); from = end + 1) {
        int comma = value.indexOf(',', from);
        end = comma < 0 ? value.length() : comma;
        if (value.substring(from, end).strip().equalsIgnoreCase(option)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The URI of the top Route when it is a SIP URI. */
  public static Optional<SipURI> topRoute(SIPRequest request) {
    return header(request, "Route", Route.class)
        .map(route -> route.getAddress().getURI())
        .filter(SipURI.class::isInstance)
        .map(SipURI.class::cast);
  }

  public static Optional<SipURI> requestSipUri(SIPRequest request) {
    return request.getRequestURI() instanceof SipURI uri ? Optional.of(uri) : Optional.empty();
  }

  /** The URI of the first Contact; empty also for {@code *}. */
  public static Optional<URI> contactUri(SIPMessage message) {
    return header(message, "Contact", gov.nist.javax.sip.header.Contact.class)
        .filter(contact -> !contact.isWildCard())
        .map(contact -> contact.getAddress().getURI());
  }

  public static URI fromUri(SIPMessage message) {
    return message.getFrom().getAddress().getURI();
  }

  public static URI toUri(SIPMessage message) {
    return message.getTo().getAddress().getURI();
  }

  public static byte[] body(SIPMessage message) {
    byte[] body = message.getRawContent();
    return body == null ? new byte[0] : body;
  }

  public static String bodyText(SIPMessage message) {
    return new String(body(message), StandardCharsets.UTF_8);
  }

  /** Type and subtype of the body in lower case, without parameters. */
  public static Optional<String> contentType(SIPMessage message) {
    return Optional.ofNullable(message.getContentTypeHeader())
        .map(type -> type.getMediaType() + "/" + type.getMediaSubType())
        .map(type -> type.toLowerCase(java.util.Locale.ROOT));
  }

  // ---- changing ----

  /** Replaces all headers of that name by one line. */
  public static void setHeader(SIPMessage message, String name, String value) {
    removeHeaders(message, name);
    addHeader(message, name, value);
  }

  /** Adds below the headers of that name. */
  public static void addHeader(SIPMessage message, String name, String value) {
    try {
      message.addLast(parsed(name, value)); // JAIN's addHeader puts Via and Record-Route on top
    } catch (SipException e) {
      throw new IllegalArgumentException(name + " cannot be added", e);
    }
  }

  /** Adds above the headers of that name: Route, Record-Route, Path, Via. */
  public static void addFirst(SIPMessage message, String name, String value) {
    try {
      SIPHeader header = parsed(name, value);
      if (header instanceof SIPHeaderList<?> list) {
        for (SIPHeader element : list.reversed()) {
          message.addFirst(element);
        }
      } else {
        message.addFirst(header);
      }
    } catch (SipException e) {
      throw new IllegalArgumentException(name + " cannot be added", e);
    }
  }

  /** Another number for the same method. */
  public static void setCseq(SIPMessage message, long number) {
    if (cseq(message) != number) {
      setHeader(message, "CSeq", number + " " + method(message));
    }
  }

  /** Adds a value this node has written itself, as it is: no parser looks at it. */
  public static void addWritten(SIPMessage message, String name, String value) {
    ExtensionHeaderImpl header = new ExtensionHeaderImpl(name);
    header.setValue(value);
    ExtensionHeaderList list = new ExtensionHeaderList(name); // else JAIN makes it by reflection
    list.add(header);
    try {
      message.addLast(list);
    } catch (SipException e) {
      throw new IllegalArgumentException(name + " cannot be added", e);
    }
  }

  public static void removeHeaders(SIPMessage message, String name) {
    message.removeHeader(HeaderNames.full(name));
  }

  /** Removes the top value only. */
  public static void removeFirst(SIPMessage message, String name) {
    message.removeFirst(HeaderNames.full(name));
  }

  public static void setBody(SIPMessage message, String contentType, byte[] body) {
    setHeader(message, "Content-Type", contentType);
    message.setMessageContent(body.clone());
    setContentLength(message, body.length);
  }

  public static void setBody(SIPMessage message, String contentType, String body) {
    setBody(message, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public static void removeBody(SIPMessage message) {
    message.removeContent();
    removeHeaders(message, "Content-Type");
    removeHeaders(message, "Content-Disposition");
    setContentLength(message, 0);
  }

  /** Puts a Via on top. */
  static void pushVia(SIPMessage message, Via via) {
    try {
      message.addFirst(via);
    } catch (SipException e) {
      throw new IllegalStateException("Via cannot be added", e);
    }
  }

  // ---- URIs and bytes ----

  /**
   * @throws SipReject 400 when it is none
   */
  public static URI uri(String text) {
    Optional<GenericURI> usual = UsualUri.read(text);
    if (usual.isPresent()) {
      return usual.get();
    }
    if (NO_URI.matcher(text).find()) {
      throw SipReject.badRequest("not a URI"); // JAIN would read up to there and leave the rest
    }
    try {
      if (text.regionMatches(true, 0, "tel:", 0, 4)) {
        return new URLParser(text).parse();
      }
      return new StringMsgParser().parseUrl(text);
    } catch (ParseException | RuntimeException e) {
      throw SipReject.badRequest("not a URI");
    }
  }

  /**
   * @throws SipReject 400 when it is no SIP or SIPS URI
   */
  public static SipURI sipUri(String text) {
    if (uri(text) instanceof SipUri uri) {
      return uri;
    }
    throw SipReject.badRequest("not a SIP URI");
  }

  static boolean isTel(URI uri) {
    return uri instanceof TelURLImpl;
  }

  /** As it goes on the wire, with a Content-Length that is right. */
  public static byte[] bytes(SIPMessage message) {
    return WireForm.of(message);
  }

  static void setContentLength(SIPMessage message, int length) {
    message.setContentLength(new ContentLength(length));
  }

  private static SIPHeader parsed(String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(name + " holds a line break");
    }
    String full = HeaderNames.full(name);
    try {
      Optional<SIPHeader> usual = UsualHeaders.read(full, value);
      return usual.isPresent() ? usual.get() : StringMsgParser.parseSIPHeader(full + ": " + value);
    } catch (ParseException | RuntimeException e) {
      // The value may be a credential: name the header only.
      throw new IllegalArgumentException(name + " is not well formed");
    }
  }

  private static String quotable(String text) {
    return text.replaceAll("[\\\\\"\\p{Cntrl}]", "'");
  }
}
