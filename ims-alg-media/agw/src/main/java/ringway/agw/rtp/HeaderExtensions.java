// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

/**
 * Which header extensions pass in one direction, and under which numbers (RFC 8285 §4.2: one-byte
 * headers). Immutable.
 */
public final class HeaderExtensions {
  public static final int MOST = 14;
  public static final HeaderExtensions NONE = new HeaderExtensions();

  private static final int ONE_BYTE = 0xbede;

  private final int[] targets; // by number; 0 for what does not pass
  private final boolean any;

  private HeaderExtensions() {
    targets = new int[MOST + 1];
    any = false;
  }

  private HeaderExtensions(int[] targets) {
    this.targets = targets;
    any = true;
  }

  /** With one more; both numbers are 1 to 14. */
  public HeaderExtensions with(int from, int to) {
    int[] more = targets.clone();
    more[from] = to;
    return new HeaderExtensions(more);
  }

  /** Leaves of an RTP packet's extensions those that pass. */
  public void pass(Packet packet) {
    if (packet.hasExtension() && !(any && packet.extensionProfile() == ONE_BYTE && keep(packet))) {
      packet.stripExtension();
    }
  }

  /** Padding in place of the others; false when none is left. */
  private boolean keep(Packet packet) {
    boolean kept = false;
    int at = packet.extensionOffset();
    int end = packet.payloadOffset();
    while (at < end) {
      int header = packet.at(at);
      int number = header >> 4;
      int length = header == 0 ? 1 : 2 + (header & 0x0f); // with the header; 0 is padding
      boolean whole = number <= MOST && at + length <= end;
      if (whole && targets[number] != 0) {
        packet.put(at, targets[number] << 4 | header & 0x0f);
        kept = true;
      } else {
        length = whole ? length : end - at; // §4.2: number 15, and what is no good, ends it
        for (int i = 0; i < length; i++) {
          packet.put(at + i, 0);
        }
      }
      at += length;
    }
    return kept;
  }
}
