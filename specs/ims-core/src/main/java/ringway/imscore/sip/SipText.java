// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * Reading and building SIP messages in the few ways the lab core needs. Header values are read as
 * text: another part of the process may have given JAIN-SIP other parsers for a header, so their
 * classes are not relied upon.
 */
public final class SipText {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AddressFactory ADDRESSES = new AddressFactoryImpl();
  private static final HeaderFactory HEADERS = new HeaderFactoryImpl();
  private static final MessageFactory MESSAGES = new MessageFactoryImpl();

  private SipText() {}

  /** A new tag or branch suffix. */
  public static String token() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public static URI uri(String text) {
    try {
      return ADDRESSES.createURI(text);
    } catch (ParseException e) {
      throw new SipReject(400, "Bad URI");
    }
  }

  /** {@code <uri>;param} or a bare URI. */
  public static Address address(String text) {
    try {
      return ADDRESSES.createAddress(text);
    } catch (ParseException e) {
      throw new SipReject(400, "Bad Address");
    }
  }

  public static Header header(String name, String value) {
    try {
      return HEADERS.createHeader(name, value);
    } catch (ParseException e) {
      throw new IllegalArgumentException(name + " cannot hold " + value, e);
    }
  }

  /** Every value of a header in order, a comma list split by the parser. */
  public static List<String> values(Message message, String name) {
    List<String> values = new ArrayList<>();
    for (Iterator<?> all = message.getHeaders(name); all.hasNext(); ) {
      String line = all.next().toString();
      values.add(line.substring(line.indexOf(':') + 1).strip());
    }
    return values;
  }

  public static Optional<String> value(Message message, String name) {
    return values(message, name).stream().findFirst();
  }

  /** Option tags of {@code Supported}, {@code Require} and the like, in lower case. */
  public static List<String> optionTags(Message message, String name) {
    return values(message, name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
        .filter(tag -> !tag.isEmpty())
        .toList();
  }

  /** A header the parser could not read was set aside by it; such a request is refused. */
  public static void requireParsed(Message message, String... names) {
    for (Iterator<?> all = ((SIPMessage) message).getUnrecognizedHeaders();
        all != null && all.hasNext(); ) {
      String line = String.valueOf(all.next()).toLowerCase(Locale.ROOT);
      for (String name : names) {
        if (line.startsWith(name.toLowerCase(Locale.ROOT))) {
          throw new SipReject(400, "Bad " + name + " Header");
        }
      }
    }
  }

  public static void add(Message message, String name, String value) {
    message.addHeader(header(name, value));
  }

  public static void addFirst(Message message, String name, String value) {
    try {
      message.addFirst(header(name, value));
    } catch (SipException e) {
      throw new IllegalArgumentException(name + " cannot be put first", e);
    }
  }

  public static void set(Message message, String name, String value) {
    message.setHeader(header(name, value));
  }

  public static String callId(Message message) {
    return ((CallIdHeader) message.getHeader(CallIdHeader.NAME)).getCallId();
  }

  public static CSeqHeader cseq(Message message) {
    return (CSeqHeader) message.getHeader(CSeqHeader.NAME);
  }

  public static FromHeader from(Message message) {
    return (FromHeader) message.getHeader(FromHeader.NAME);
  }

  public static ToHeader to(Message message) {
    return (ToHeader) message.getHeader(ToHeader.NAME);
  }

  public static Optional<String> toTag(Message message) {
    return Optional.ofNullable(to(message).getTag());
  }

  public static void toTag(Message message, String tag) {
    try {
      to(message).setTag(tag);
    } catch (ParseException e) {
      throw new IllegalArgumentException("bad tag " + tag, e);
    }
  }

  public static ViaHeader topVia(Message message) {
    return (ViaHeader) message.getHeader(ViaHeader.NAME);
  }

  /** Where a request came from, not what its Via says. */
  public static String sourceAddress(Request request) {
    return ((SIPRequest) request).getRemoteAddress().getHostAddress();
  }

  public static int sourcePort(Request request) {
    return ((SIPRequest) request).getRemotePort();
  }

  public static byte[] body(Message message) {
    byte[] raw = message.getRawContent();
    return raw == null ? new byte[0] : raw;
  }

  public static void body(Message message, String type, byte[] content) {
    String[] parts = type.split("/");
    try {
      message.setContent(content, HEADERS.createContentTypeHeader(parts[0], parts[1]));
    } catch (ParseException e) {
      throw new IllegalArgumentException(type, e);
    }
  }

  /** An answer; every final one gets a To tag. */
  public static Response response(Request request, int status) {
    try {
      Response response = MESSAGES.createResponse(status, request);
      if (status > 100 && to(response).getTag() == null) {
        to(response).setTag(token());
      }
      return response;
    } catch (ParseException e) {
      throw new IllegalArgumentException("no response " + status, e);
    }
  }

  public static Response response(Request request, SipReject reject) {
    Response response = response(request, reject.status());
    try {
      response.setReasonPhrase(reject.getMessage());
    } catch (ParseException e) {
      throw new IllegalArgumentException(reject.getMessage(), e);
    }
    reject.headers().forEach(header -> add(response, header.getKey(), header.getValue()));
    return response;
  }

  /** A request without Via, Contact and body. */
  public static Request request(
      String method, URI target, String from, String to, String callId, long cseq) {
    try {
      Request request = MESSAGES.createRequest(null);
      request.setMethod(method);
      request.setRequestURI(target);
      set(request, "Call-ID", callId);
      request.setHeader(HEADERS.createCSeqHeader(cseq, method));
      set(request, "From", from);
      set(request, "To", to);
      request.setHeader(HEADERS.createMaxForwardsHeader(70));
      return request;
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalArgumentException("no " + method + " can be built", e);
    }
  }

  public static ViaHeader via(String host, int port, String transport) {
    try {
      return HEADERS.createViaHeader(host, port, transport, "z9hG4bK" + token());
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalArgumentException("no Via for " + host + ":" + port, e);
    }
  }

  /** Takes one hop off (RFC 3261 §16.6 step 3); refuses at zero. */
  public static void countDown(Request request) {
    MaxForwardsHeader left = (MaxForwardsHeader) request.getHeader(MaxForwardsHeader.NAME);
    try {
      left.setMaxForwards(left.getMaxForwards() - 1);
    } catch (InvalidArgumentException e) {
      throw new SipReject(483, "Too Many Hops");
    }
  }

  public static Request copy(Request request) {
    SIPRequest copy = (SIPRequest) request.clone();
    copy.setTransaction(null);
    copy.setApplicationData(null);
    return copy;
  }

  public static Response copy(Response response) {
    return (SIPResponse) response.clone();
  }

  /** Also one without a value, such as {@code lr}. */
  public static boolean hasParameter(SipURI uri, String name) {
    return uri.getParameter(name) != null;
  }

  /** The SIP URI of a Route, Path or Record-Route value. */
  public static Optional<SipURI> sipUri(String addressText) {
    return address(addressText).getURI() instanceof SipURI sip
        ? Optional.of(sip)
        : Optional.empty();
  }
}
