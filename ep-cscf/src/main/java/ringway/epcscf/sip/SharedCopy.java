// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.RequireList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.SupportedList;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Iterator;
import javax.sip.SipException;

/**
 * A request of its own whose headers are those of another: they may be added, removed and replaced
 * in either, but none of them changed in itself. A whole copy costs ten times as much.
 */
final class SharedCopy {
  private SharedCopy() {}

  static SIPRequest of(SIPRequest request) {
    SIPRequest copy = new SIPRequest();
    RequestLine line = new RequestLine(request.getRequestLine().getUri(), request.getMethod());
    line.setSipVersion(request.getRequestLine().getSipVersion());
    copy.setRequestLine(line);
    Iterator<SIPHeader> headers = request.getHeaders();
    while (headers.hasNext()) {
      SIPHeader header = headers.next();
      if (!(header instanceof ContentLength)) { // the message has one, which goes by its body
        attach(copy, header);
      }
    }
    byte[] body = request.getRawContent();
    if (body != null) {
      copy.setMessageContent(body);
    }
    return copy;
  }

  private static void attach(SIPRequest copy, SIPHeader header) {
    try {
      copy.addLast(list(header));
    } catch (SipException e) {
      throw new IllegalStateException(header.getName() + " cannot be copied", e);
    }
  }

  /** Lists are changed in themselves when a value is added. */
  private static SIPHeader list(SIPHeader header) {
    return switch (header) {
      case ViaList values -> filled(new ViaList(), values);
      case ContactList values -> filled(new ContactList(), values);
      case SupportedList values -> filled(new SupportedList(), values);
      case RequireList values -> filled(new RequireList(), values);
      case SIPHeaderList<?> values -> (SIPHeader) values.clone();
      default -> header;
    };
  }

  private static <H extends SIPHeader> SIPHeader filled(
      SIPHeaderList<H> empty, SIPHeaderList<H> values) {
    for (H value : values) {
      empty.add(value);
    }
    return empty;
  }
}
