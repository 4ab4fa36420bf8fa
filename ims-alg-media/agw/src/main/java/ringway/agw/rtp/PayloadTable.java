// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import ringway.iq.Codec;

/** The payload types of one side; immutable. */
public final class PayloadTable {
  private static final int TYPES = 128;
  private static final int USUAL_CLOCK = 8000;
  private static final String EVENT = "telephone-event";
  private static final String COMFORT_NOISE = "CN";

  /** RFC 3551 §6: what the types mean that need no signalling. */
  private static final List<Codec> STATIC =
      List.of(
          Codec.of(0, "PCMU", 8000),
          Codec.of(3, "GSM", 8000),
          Codec.of(8, "PCMA", 8000),
          Codec.of(9, "G722", 8000),
          Codec.of(13, COMFORT_NOISE, 8000),
          Codec.of(18, "G729", 8000));

  public static final PayloadTable UNTOLD = new PayloadTable(List.of());

  /** Calls by the thousand speak of the same few lists; strangers could think of endless ones. */
  private static final Map<List<Codec>, PayloadTable> SHARED = new ConcurrentHashMap<>();

  private static final int MOST_SHARED = 256;

  private final int[] clockRates = new int[TYPES];
  private final int[] eventClocks = new int[TYPES];
  private final OptionalInt eventType;
  private final boolean[] media = new boolean[TYPES];
  private final Map<Integer, Codec> codecs = new HashMap<>();

  public static PayloadTable of(List<Codec> told) {
    if (SHARED.size() >= MOST_SHARED) {
      SHARED.clear();
    }
    return SHARED.computeIfAbsent(List.copyOf(told), PayloadTable::new);
  }

  private PayloadTable(List<Codec> told) {
    STATIC.forEach(this::add);
    told.forEach(this::add);
    eventType = eventType(told);
  }

  private void add(Codec codec) {
    int type = codec.payload();
    boolean event = codec.encoding().equalsIgnoreCase(EVENT);
    media[type] = !event && !codec.encoding().equalsIgnoreCase(COMFORT_NOISE);
    // Packets of one event share a time stamp (RFC 4733 §2.2): no measure of jitter.
    eventClocks[type] = event ? codec.clockRate() : 0;
    clockRates[type] = event ? 0 : codec.clockRate();
    codecs.put(type, codec);
  }

  /** RFC 4733 §2.1: the one that shares the clock of the speech, when there are several. */
  private static OptionalInt eventType(List<Codec> told) {
    int clock = told.isEmpty() ? 0 : told.getFirst().clockRate();
    return told.stream()
        .filter(codec -> codec.encoding().equalsIgnoreCase(EVENT))
        .sorted(Comparator.comparing(codec -> codec.clockRate() != clock))
        .mapToInt(Codec::payload)
        .findFirst();
  }

  /** Of telephone-events of this type; 0 when it is none. */
  public int eventClock(int type) {
    return eventClocks[type];
  }

  /** By which digits are sent. */
  public OptionalInt eventType() {
    return eventType;
  }

  /** To measure jitter by; 0 when it is not known or of no use. */
  int clockRate(int type) {
    return clockRates[type];
  }

  /** In which time stamps count, of speech and digits alike; 8000 when it was never told. */
  public int timestampClock(int type) {
    int clock = Math.max(clockRates[type], eventClocks[type]);
    return clock == 0 ? USUAL_CLOCK : clock;
  }

  /** Whether this is known to be speech or picture, not digits or noise. */
  public boolean isMedia(int type) {
    return media[type];
  }

  Optional<String> encoding(int type) {
    return Optional.ofNullable(codecs.get(type)).map(Codec::encoding);
  }
}
