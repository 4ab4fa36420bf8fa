// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.parser.HeaderParser;

/** Keeps a header as its text. Public because JAIN-SIP constructs it by reflection. */
public final class VerbatimParser extends HeaderParser {
  private final String line;

  public VerbatimParser(String line) {
    super(line);
    this.line = line;
  }

  @Override
  public SIPHeader parse() {
    int colon = line.indexOf(':');
    ExtensionHeaderImpl header =
        new ExtensionHeaderImpl(HeaderNames.full(line.substring(0, colon).strip()));
    header.setValue(line.substring(colon + 1).strip());
    return header;
  }
}
