// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.StatusLine;
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
  private static final Characters METHOD = Characters.alphanumericAnd("");
  private static final Characters REASON = Characters.alphanumericAnd(" -");

  private StartLines() {}

  /** The message, where its first line is as nearly everyone writes it: then it is a good one. */
  static Optional<SIPMessage> usual(String line) {
    Cursor in = new Cursor(line);
    if (in.take(VERSION)) {
      return usualStatus(in).map(StartLines::response);
    }
    return usualRequest(in).map(StartLines::request);
  }

  /** For every other first line. */
  static SIPMessage read(String line) throws ParseException {
    return line.startsWith(VERSION)
        ? response(new StatusLineParser(line + "\n").parse())
        : request(new RequestLineParser(line + "\n").parse());
  }

  private static SIPMessage response(StatusLine line) {
    SIPResponse response = new SIPResponse();
    response.setStatusLine(line);
    return response;
  }

  private static SIPMessage request(RequestLine line) {
    SIPRequest request = new SIPRequest();
    request.setRequestLine(line);
    return request;
  }

  /** What follows the version: a number of three digits and a phrase. */
  private static Optional<StatusLine> usualStatus(Cursor in) {
    if (!in.take(' ')) {
      return Optional.empty();
    }
    int from = in.position();
    long status = in.number();
    if (in.position() != from + 3 || status < 100 || status >= 700 || !in.take(' ')) {
      return Optional.empty();
    }
    String reason = in.word(REASON);
    if (!in.atEnd() || reason.isEmpty() || reason.startsWith(" ") || reason.endsWith(" ")) {
      return Optional.empty();
    }
    StatusLine line = new StatusLine();
    line.setSipVersion(VERSION);
    line.setStatusCode((int) status);
    line.setReasonPhrase(reason);
    return Optional.of(line);
  }

  /** Empty when JAIN is to look at it. */
  private static Optional<RequestLine> usualRequest(Cursor in) {
    String method = in.word(METHOD);
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
