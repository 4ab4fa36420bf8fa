// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.RequestLineParser;
import gov.nist.javax.sip.parser.StatusLineParser;
import java.text.ParseException;
import java.util.Optional;
import ringway.epcscf.sip.UsualHeaders.Cursor;

/** From the first line to the message it begins. */
final class StartLines {
  private static final String VERSION = "SIP/2.0";

  private StartLines() {}

  static SIPMessage read(String line) throws ParseException {
    if (line.startsWith(VERSION)) {
      SIPResponse response = new SIPResponse();
      response.setStatusLine(new StatusLineParser(line + "\n").parse());
      return response;
    }
    SIPRequest request = new SIPRequest();
    Optional<RequestLine> usual = usual(new Cursor(line));
    request.setRequestLine(
        usual.isPresent() ? usual.get() : new RequestLineParser(line + "\n").parse());
    return request;
  }

  /** Empty when JAIN is to look at it. */
  private static Optional<RequestLine> usual(Cursor in) {
    String method = in.word("");
    if (method.isEmpty() || !in.take(' ')) {
      return Optional.empty();
    }
    try {
      Optional<GenericURI> uri = UsualUri.read(in);
      if (uri.isEmpty() || !in.take(" " + VERSION) || !in.atEnd()) {
        return Optional.empty();
      }
      RequestLine line = new RequestLine();
      line.setMethod(method);
      line.setUri(uri.get());
      line.setSipVersion(VERSION);
      return Optional.of(line);
    } catch (ParseException _) {
      return Optional.empty(); // the other parser will say what is wrong with it
    }
  }
}
