// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.header.AuthorizationList;
import gov.nist.javax.sip.header.ProxyAuthorization;
import gov.nist.javax.sip.header.ProxyAuthorizationList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.parser.AuthorizationParser;
import gov.nist.javax.sip.parser.HeaderParser;
import gov.nist.javax.sip.parser.ProxyAuthorizationParser;
import java.text.ParseException;

/**
 * Authorization: Digest as JAIN-SIP parses it, any other scheme as its text, since a bare token
 * (RFC 8898) is not made of RFC 3261's parameters. Public because JAIN-SIP constructs it by
 * reflection.
 */
public final class CredentialsParser extends HeaderParser {
  private final String line;

  public CredentialsParser(String line) {
    super(line);
    this.line = line;
  }

  @Override
  public SIPHeader parse() throws ParseException {
    String value = valueOf(line);
    if (isDigest(value)) {
      return new AuthorizationParser(line).parse();
    }
    // A list, because JAIN takes a second header of the name only then.
    AuthorizationList list = new AuthorizationList();
    list.add(new Verbatim(schemeOf(value), value));
    return list;
  }

  /** Proxy-Authorization, the same way. */
  public static final class ForProxy extends HeaderParser {
    private final String line;

    public ForProxy(String line) {
      super(line);
      this.line = line;
    }

    @Override
    public SIPHeader parse() throws ParseException {
      String value = valueOf(line);
      if (isDigest(value)) {
        return new ProxyAuthorizationParser(line).parse();
      }
      ProxyAuthorizationList list = new ProxyAuthorizationList();
      list.add(new ProxyVerbatim(schemeOf(value), value));
      return list;
    }
  }

  /** An Authorization that is not Digest. */
  static final class Verbatim extends Authorization {
    private static final long serialVersionUID = 1;
    private final String value;

    Verbatim(String scheme, String value) {
      this.value = value;
      setScheme(scheme);
    }

    String value() {
      return value;
    }

    @Override
    public StringBuilder encodeBody(StringBuilder buffer) {
      return buffer.append(value);
    }
  }

  private static final class ProxyVerbatim extends ProxyAuthorization {
    private static final long serialVersionUID = 1;
    private final String value;

    ProxyVerbatim(String scheme, String value) {
      this.value = value;
      setScheme(scheme);
    }

    @Override
    public StringBuilder encodeBody(StringBuilder buffer) {
      return buffer.append(value);
    }
  }

  private static String valueOf(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private static boolean isDigest(String value) {
    return schemeOf(value).equalsIgnoreCase("Digest");
  }

  private static String schemeOf(String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) != ' ' && value.charAt(end) != '\t') {
      end++;
    }
    return value.substring(0, end);
  }
}
