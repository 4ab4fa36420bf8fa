// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

/** Packets with the time in them, for servers that pass them on as they are. */
record TimedConversation(Arrivals arrivals) implements Conversation {
  @Override
  public byte[] ofBrowser(int sequence) {
    return TimedPacket.of(sequence, BROWSERS_SOURCE);
  }

  @Override
  public byte[] ofPhone(int sequence) {
    return TimedPacket.of(sequence, PHONES_SOURCE);
  }

  @Override
  public void spoken() {
    arrivals.sent(2);
  }

  @Override
  public Ear browser() {
    return (packet, length) -> TimedPacket.heard(packet, length, arrivals);
  }

  @Override
  public Ear phone() {
    return browser();
  }
}
