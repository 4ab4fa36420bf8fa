// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.header.AuthorizationList;
import gov.nist.javax.sip.header.ProxyAuthorization;
import gov.nist.javax.sip.header.ProxyAuthorizationList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.WWWAuthenticate;
import gov.nist.javax.sip.header.WWWAuthenticateList;
import gov.nist.javax.sip.parser.HeaderParser;

/**
 * Credentials and challenges as their text: a bare token (RFC 8898) is not made of RFC 3261's
 * parameters, and Digest is relayed as it was written. Each comes as a list, because JAIN takes a
 * second header of the name only then. Public because JAIN-SIP constructs it by reflection.
 */
public final class CredentialsParser extends HeaderParser {
  private final String line;

  public CredentialsParser(String line) {
    super(line);
    this.line = line;
  }

  @Override
  public SIPHeader parse() {
    return authorization(valueOf(line));
  }

  /** The same of a value alone. */
  static SIPHeader authorization(String value) {
    AuthorizationList list = new AuthorizationList();
    list.add(new Verbatim(schemeOf(value), value));
    return list;
  }

  static SIPHeader challenge(String value) {
    WWWAuthenticateList list = new WWWAuthenticateList();
    list.add(new VerbatimChallenge(schemeOf(value), value));
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
    public SIPHeader parse() {
      String value = valueOf(line);
      ProxyAuthorizationList list = new ProxyAuthorizationList();
      list.add(new ProxyVerbatim(schemeOf(value), value));
      return list;
    }
  }

  /** WWW-Authenticate, the same way. */
  public static final class Challenge extends HeaderParser {
    private final String line;

    public Challenge(String line) {
      super(line);
      this.line = line;
    }

    @Override
    public SIPHeader parse() {
      return challenge(valueOf(line));
    }
  }

  /** An Authorization as it was written. */
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

  private static final class VerbatimChallenge extends WWWAuthenticate {
    private static final long serialVersionUID = 1;
    private final String value;

    VerbatimChallenge(String scheme, String value) {
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

  private static String schemeOf(String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) != ' ' && value.charAt(end) != '\t') {
      end++;
    }
    return value.substring(0, end);
  }
}
