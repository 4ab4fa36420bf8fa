// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.core.Host;
import gov.nist.core.HostPort;
import gov.nist.core.NameValue;
import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.address.SipUri;
import java.text.ParseException;
import java.util.Optional;
import ringway.epcscf.sip.UsualHeaders.Cursor;

/** A SIP URI without password, headers or escapes; see {@link UsualHeaders}. */
final class UsualUri {
  private static final int MAX_PORT = 65_535;
  private static final Characters USER = Characters.alphanumericAnd("-_.!~*'()+=");
  private static final Characters PARAMETER = Characters.alphanumericAnd("-_.");
  private static final Characters HOST = Characters.alphanumericAnd("-.");

  private UsualUri() {}

  /** A whole text; empty when another parser is to look at it. */
  static Optional<GenericURI> read(String text) {
    try {
      Cursor in = new Cursor(text);
      return read(in).filter(_ -> in.atEnd());
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  /** Empty when another parser is to look at it; the cursor then stands anywhere. */
  static Optional<GenericURI> read(Cursor in) throws ParseException {
    SipUri uri = new SipUri();
    if (in.take("sips:")) {
      uri.setScheme("sips");
    } else if (in.take("sip:")) {
      uri.setScheme("sip");
    } else {
      return Optional.empty();
    }
    int host = in.position();
    String user = in.word(USER);
    if (in.take('@')) {
      if (user.isEmpty()) {
        return Optional.empty();
      }
      uri.setUser(user);
    } else {
      in.backTo(host);
    }
    uri.setHostPort(hostPort(in));
    while (in.take(';')) {
      String name = in.word(PARAMETER);
      boolean flag = !in.take('=');
      String value = flag ? "" : in.word(PARAMETER);
      if (name.isEmpty() || (!flag && value.isEmpty())) {
        return Optional.empty();
      }
      uri.setUriParameter(new NameValue(name, value, flag));
    }
    return Optional.of(uri);
  }

  static HostPort hostPort(Cursor in) throws ParseException {
    String name = in.word(HOST);
    if (name.isEmpty()) {
      throw new ParseException("an unusual host", 0);
    }
    HostPort result = new HostPort();
    result.setHost(new Host(name));
    if (in.take(':')) {
      long port = in.number();
      if (port < 0 || port > MAX_PORT) {
        throw new ParseException("an unusual port", 0);
      }
      result.setPort((int) port);
    }
    return result;
  }
}
