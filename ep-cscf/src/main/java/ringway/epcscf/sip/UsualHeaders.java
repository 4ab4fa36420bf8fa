// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.core.NameValue;
import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.Expires;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.MaxForwards;
import gov.nist.javax.sip.header.Protocol;
import gov.nist.javax.sip.header.Require;
import gov.nist.javax.sip.header.RequireList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.Supported;
import gov.nist.javax.sip.header.SupportedList;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.header.ims.Path;
import gov.nist.javax.sip.header.ims.PathList;
import gov.nist.javax.sip.header.ims.ServiceRoute;
import gov.nist.javax.sip.header.ims.ServiceRouteList;
import gov.nist.javax.sip.message.SIPRequest;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.InvalidArgumentException;

/**
 * The headers of every message, in the form nearly everyone writes them, read without JAIN's lexer,
 * which costs several times as much. Whatever is written otherwise is left to JAIN: this never
 * refuses, and what it reads is what JAIN would have read.
 */
final class UsualHeaders {
  private static final int MOST_DIGITS = 9;
  private static final Characters TOKEN = Characters.alphanumericAnd("-._+");
  private static final Words WORDS =
      new Words(
          List.of(
              "REGISTER",
              "INVITE",
              "ACK",
              "BYE",
              "OK",
              "WS",
              "WSS",
              "UDP",
              "TCP",
              "TLS",
              "branch",
              "rport",
              "tag",
              "transport",
              "ws",
              "wss",
              "udp",
              "tcp",
              "lr",
              "ob",
              "reg-id",
              "+sip.instance",
              "expires",
              "path",
              "outbound",
              "gruu",
              "user",
              "phone",
              "1",
              "127.0.0.1"));

  private UsualHeaders() {}

  /** Empty when another parser is to look at it. */
  static Optional<SIPHeader> read(String name, String value) {
    try {
      return switch (name) {
        case "Via" -> via(new Cursor(value));
        case "From" -> addressed(new From(), value);
        case "To" -> addressed(new To(), value);
        case "Contact" -> contact(value);
        case "Path" -> path(value);
        case "Service-Route" -> serviceRoute(value);
        case "Call-ID" -> callId(value);
        case "Authorization" -> Optional.of(CredentialsParser.authorization(value.strip()));
        case "WWW-Authenticate" -> Optional.of(CredentialsParser.challenge(value.strip()));
        case "CSeq" -> cseq(new Cursor(value));
        case "Max-Forwards" -> maxForwards(new Cursor(value));
        case "Expires" -> expires(new Cursor(value));
        case "Supported" -> supported(new Cursor(value));
        case "Require" -> require(new Cursor(value));
        default -> Optional.empty();
      };
    } catch (ParseException | InvalidArgumentException | RuntimeException _) {
      return Optional.empty(); // the other parser will say what is wrong with it
    }
  }

  private static Optional<SIPHeader> via(Cursor in) throws ParseException {
    if (!in.take("SIP/2.0/")) {
      return Optional.empty();
    }
    Protocol protocol = new Protocol();
    protocol.setProtocolName("SIP");
    protocol.setProtocolVersion("2.0");
    protocol.setTransport(in.token());
    if (!in.take(' ')) {
      return Optional.empty();
    }
    Via via = new Via();
    via.setSentProtocol(protocol);
    via.setSentBy(UsualUri.hostPort(in));
    while (in.take(';')) {
      String name = in.token().toLowerCase(Locale.ROOT);
      boolean flag = !in.take('=');
      String value = flag ? "" : in.token();
      if (name.isEmpty()
          || (flag && name.equals(Via.BRANCH))
          || flag != value.isEmpty()
          || name.equals(Via.RECEIVED)) {
        return Optional.empty();
      }
      via.setParameter(new NameValue(name, flag ? null : value));
    }
    if (!in.atEnd()) {
      return Optional.empty();
    }
    ViaList list = new ViaList();
    list.add(via);
    return Optional.of(list);
  }

  private static Optional<SIPHeader> contact(String value) throws ParseException {
    Contact contact = new Contact();
    if (addressed(contact, value).isEmpty()) {
      return Optional.empty();
    }
    ContactList list = new ContactList();
    list.add(contact);
    return Optional.of(list);
  }

  private static Optional<SIPHeader> path(String value) throws ParseException {
    Path path = new Path();
    if (addressed(path, value).isEmpty()) {
      return Optional.empty();
    }
    PathList list = new PathList();
    list.add(path);
    return Optional.of(list);
  }

  private static Optional<SIPHeader> serviceRoute(String value) throws ParseException {
    ServiceRoute route = new ServiceRoute();
    if (addressed(route, value).isEmpty()) {
      return Optional.empty();
    }
    ServiceRouteList list = new ServiceRouteList();
    list.add(route);
    return Optional.of(list);
  }

  /** {@code <sip:user@host>} with parameters, no display name. */
  private static Optional<SIPHeader> addressed(AddressParametersHeader header, String value)
      throws ParseException {
    Cursor in = new Cursor(value);
    if (!in.take('<')) {
      return Optional.empty();
    }
    Optional<GenericURI> uri = UsualUri.read(in);
    if (uri.isEmpty() || !in.take('>')) {
      return Optional.empty();
    }
    AddressImpl address = new AddressImpl();
    address.setAddressType(AddressImpl.NAME_ADDR);
    address.setURI(uri.get());
    header.setAddress(address);
    while (in.take(';')) {
      String name = in.token();
      if (name.isEmpty()) {
        return Optional.empty();
      }
      NameValue parameter;
      if (!in.take('=')) {
        parameter = new NameValue(name, "", true);
      } else if (in.take('"')) {
        parameter = new NameValue(name, in.quoted(), false);
        parameter.setQuotedValue();
      } else {
        String text = in.token();
        if (text.isEmpty()) {
          return Optional.empty();
        }
        parameter = new NameValue(name, text, false);
      }
      header.setParameter(parameter);
    }
    return in.atEnd() ? Optional.of(header) : Optional.empty();
  }

  private static Optional<SIPHeader> callId(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
        return Optional.empty();
      }
    }
    return Optional.of(new WrittenCallId(value));
  }

  private static Optional<SIPHeader> cseq(Cursor in)
      throws ParseException, InvalidArgumentException {
    long number = in.number();
    String method = in.take(' ') ? in.token() : "";
    if (number < 0 || method.isEmpty() || !in.atEnd()) {
      return Optional.empty();
    }
    CSeq cseq = new CSeq();
    cseq.setSeqNumber(number);
    cseq.setMethod(SIPRequest.getCannonicalName(method));
    return Optional.of(cseq);
  }

  private static Optional<SIPHeader> maxForwards(Cursor in) throws InvalidArgumentException {
    long number = in.number();
    if (number < 0 || !in.atEnd()) {
      return Optional.empty();
    }
    MaxForwards header = new MaxForwards();
    header.setMaxForwards((int) number);
    return Optional.of(header);
  }

  private static Optional<SIPHeader> expires(Cursor in) throws InvalidArgumentException {
    long number = in.number();
    if (number < 0 || !in.atEnd()) {
      return Optional.empty();
    }
    Expires header = new Expires();
    header.setExpires((int) number);
    return Optional.of(header);
  }

  private static Optional<SIPHeader> supported(Cursor in) throws ParseException {
    SupportedList list = new SupportedList();
    do {
      in.spaces();
      String option = in.token();
      if (option.isEmpty()) {
        return Optional.empty();
      }
      list.add(new Supported(option));
      in.spaces();
    } while (in.take(','));
    return in.atEnd() ? Optional.of(list) : Optional.empty();
  }

  private static Optional<SIPHeader> require(Cursor in) throws ParseException {
    RequireList list = new RequireList();
    do {
      in.spaces();
      String option = in.token();
      if (option.isEmpty()) {
        return Optional.empty();
      }
      list.add(new Require(option));
      in.spaces();
    } while (in.take(','));
    return in.atEnd() ? Optional.of(list) : Optional.empty();
  }

  /** Reads a value from left to right. */
  static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    int position() {
      return at;
    }

    void backTo(int position) {
      at = position;
    }

    boolean atEnd() {
      return at == text.length();
    }

    boolean take(char wanted) {
      boolean there = at < text.length() && text.charAt(at) == wanted;
      at += there ? 1 : 0;
      return there;
    }

    boolean take(String wanted) {
      boolean there = text.startsWith(wanted, at);
      at += there ? wanted.length() : 0;
      return there;
    }

    void spaces() {
      while (take(' ')) {
        // goes on
      }
    }

    /** What follows up to the first character that is none of these. */
    String word(Characters held) {
      int from = at;
      while (at < text.length() && held.has(text.charAt(at))) {
        at++;
      }
      return WORDS.get(text, from, at);
    }

    /** A token of RFC 3261 §25.1 without its rarer characters. */
    String token() {
      return word(TOKEN);
    }

    /** Up to the closing quote; the opening one has been taken. */
    String quoted() throws ParseException {
      int end = text.indexOf('"', at);
      if (end < 0 || text.lastIndexOf('\\', end) >= at) {
        throw new ParseException("an unusual quoted string", at);
      }
      String inside = text.substring(at, end);
      at = end + 1;
      return inside;
    }

    /** Negative when there is none, or one of many digits. */
    long number() {
      int from = at;
      long number = 0;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        number = number * 10 + text.charAt(at) - '0';
        at++;
        if (at - from > MOST_DIGITS) {
          return -1;
        }
      }
      return at == from ? -1 : number;
    }
  }
}
