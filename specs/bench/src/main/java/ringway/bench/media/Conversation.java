// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

/** What browser and phone of one call say, and what becomes of what they hear. */
interface Conversation {
  int BROWSERS_SOURCE = 0xB0;
  int PHONES_SOURCE = 0xF0;

  /** One end, by one thread. */
  interface Ear {
    /** An RTP packet, which begins the array. */
    void heard(byte[] packet, int length);
  }

  /** An RTP packet of this number. */
  byte[] ofBrowser(int sequence);

  byte[] ofPhone(int sequence);

  /** Both have been sent. */
  void spoken();

  Ear browser();

  Ear phone();
}
