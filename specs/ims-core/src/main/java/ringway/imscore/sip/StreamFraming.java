// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts one direction of a TCP connection into SIP messages by Content-Length (RFC 3261 §18.3), for
 * the wire log only. A message over the limit is cut there and the rest taken as a new one. Not
 * thread-safe: one per direction.
 */
final class StreamFraming {
  private static final int LIMIT = 64 * 1024;
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^(?:Content-Length|l)[ \\t]*:[ \\t]*(\\d{1,6})");

  private final Consumer<byte[]> message;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  StreamFraming(Consumer<byte[]> message) {
    this.message = message;
  }

  void bytes(byte[] data, int offset, int length) {
    pending.write(data, offset, length);
    byte[] all = pending.toByteArray();
    int start = 0;
    while (true) {
      int end = endOfMessage(all, start);
      if (end < 0) {
        break;
      }
      message.accept(Arrays.copyOfRange(all, start, end));
      start = end;
    }
    pending.reset();
    pending.write(all, start, all.length - start);
  }

  private static int endOfMessage(byte[] all, int start) {
    String text = new String(all, start, all.length - start, StandardCharsets.ISO_8859_1);
    int blank = text.indexOf("\r\n\r\n");
    if (blank >= 0) {
      Matcher length = LENGTH.matcher(text.substring(0, blank));
      int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
      int end = start + blank + 4 + body;
      if (end <= all.length) {
        return end;
      }
    }
    return all.length - start > LIMIT ? all.length : -1;
  }
}
