// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A message as it goes on the wire, with a Content-Length that is right. Thread-safe. */
final class WireForm {
  /** More than nearly every head has: one that grows is copied. */
  private static final int HEAD = 4096;

  /** As many as are written at a time on most machines. */
  private static final int KEPT = 16;

  /** Heads are written here first, for their length is not known before. */
  private static final BlockingQueue<StringBuilder> FREE = new ArrayBlockingQueue<>(KEPT);

  private WireForm() {}

  static byte[] of(SIPMessage message) {
    byte[] body = SipMessages.body(message);
    StringBuilder free = FREE.poll();
    StringBuilder head = free == null ? new StringBuilder(HEAD) : free;
    write(message, body.length, head);
    byte[] all = bytes(head, body);
    if (head.capacity() <= 2 * HEAD) {
      head.setLength(0);
      FREE.offer(head);
    }
    return all;
  }

  /** Not JAIN's own encoder: it writes the head in the charset the body names. */
  private static void write(SIPMessage message, int bodyLength, StringBuilder head) {
    if (message instanceof SIPRequest request) {
      request.getRequestLine().encode(head);
    } else {
      head.append(message.getFirstLine());
    }
    while (head.charAt(head.length() - 1) <= ' ') {
      head.setLength(head.length() - 1);
    }
    head.append("\r\n");
    Iterator<SIPHeader> headers = message.getHeaders();
    while (headers.hasNext()) {
      SIPHeader header = headers.next();
      if (header instanceof SIPHeaderList<?> list) {
        // One value a line: some peers read only the last of values joined by commas.
        list.forEach(element -> element.encode(head));
      } else if (!(header instanceof ContentLength)) {
        header.encode(head);
      }
    }
    head.append("Content-Length: ").append(bodyLength).append("\r\n\r\n");
  }

  private static byte[] bytes(StringBuilder head, byte[] body) {
    int length = head.length();
    byte[] all = new byte[length + body.length];
    for (int i = 0; i < length; i++) {
      char c = head.charAt(i);
      if (c > '~') {
        return joined(head.toString().getBytes(StandardCharsets.UTF_8), body);
      }
      all[i] = (byte) c;
    }
    System.arraycopy(body, 0, all, length, body.length);
    return all;
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
