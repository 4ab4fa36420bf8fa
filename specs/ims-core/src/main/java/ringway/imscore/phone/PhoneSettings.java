// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.time.Duration;
import java.util.Map;
import ringway.imscore.media.MediaSession.Voice;

/**
 * What the phones go by.
 *
 * @param voices each number and what it says
 * @param caller the number that calls when none is named
 * @param core where requests of the phones go, {@code host:port}
 */
public record PhoneSettings(
    String domain,
    Map<String, Voice> voices,
    String caller,
    String core,
    Duration answerAfter,
    Duration ackLimit,
    Duration silenceLimit,
    Duration rtcpInterval,
    int maxCalls) {
  public PhoneSettings {
    voices = Map.copyOf(voices);
  }

  String uri(String number) {
    return "sip:" + number + "@" + domain + ";user=phone";
  }
}
