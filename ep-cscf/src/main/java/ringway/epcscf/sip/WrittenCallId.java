// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.CallID;

/** A Call-ID as its text: JAIN's own is put together anew whenever somebody asks for it. */
final class WrittenCallId extends CallID {
  private static final long serialVersionUID = 1;
  private final String text;

  WrittenCallId(String text) {
    this.text = text;
  }

  @Override
  public String getCallId() {
    return text;
  }

  @Override
  public String encodeBody() {
    return text;
  }

  @Override
  protected StringBuilder encodeBody(StringBuilder buffer) {
    return buffer.append(text);
  }

  /** It never changes. */
  @Override
  public Object clone() {
    return this;
  }
}
