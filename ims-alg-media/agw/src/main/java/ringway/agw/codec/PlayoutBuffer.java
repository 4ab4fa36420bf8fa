// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Optional;
import java.util.function.IntPredicate;
import ringway.agw.PlayOutConfig;
import ringway.agw.rtp.Packet;

/**
 * Keeps the packets of one stream until our clock wants them, 20 ms each time (TS 26.114 §8.2). It
 * holds as much in reserve as the stream's jitter has shown to need: what runs dry grows by a
 * frame, and who has held too much for seconds may lose one. Silences, events and other sources
 * begin afresh.
 *
 * <p>Any thread adds; the one of the clock asks whether a frame is due and then what it is made of.
 */
final class PlayoutBuffer {
  /** What comes next. */
  enum Next {
    /** See {@link #packet}; {@link #played} is to follow. */
    PACKET,
    /** What later packets show to be lost: as long as {@link #missing}. */
    LOST,
    /** Nothing is there yet: a frame is to be made up, which delays all that follows. */
    LATE,
    /** A packet is left out, as too much has come. */
    SKIPPED,
    /** The sender is silent; no frame is due before it is heard again. */
    NOTHING
  }

  static final long FRAME_NANOS = 20_000_000;

  private static final int SLOTS = 64;
  private static final int FAR = 100; // numbers: the sender has begun anew
  private static final int JUMP_SECONDS = 10;
  private static final int FRAMES_CONCEALED = 5;
  private static final int FRAMES_OF_SILENCE = 20; // RFC 6716 §2.1.9: Opus tells every 400 ms
  private static final long MOST_BEHIND = 10 * FRAME_NANOS;
  private static final long WINDOW = 250 * FRAME_NANOS;
  private static final int PATIENCE = 50; // frames until the next quiet one

  private static final class Entry {
    private final Packet packet = new Packet();
    private long arrival;
    private long position;
  }

  private final IntPredicate event; // by payload type
  private final int clock;
  private final int frame; // in units of that
  private final long min; // nanoseconds
  private final long max;
  private final Entry[] held = new Entry[SLOTS]; // by sequence number
  private final Entry[] spare = new Entry[SLOTS + 1];
  private final Packet copy = new Packet(); // of the clock's thread, as is the next
  private Optional<Packet> following = Optional.empty();
  private int size;
  private int spares;
  private Entry current = new Entry(); // the one the clock's thread reads

  private boolean started;
  private int source;
  private int newestSequence;
  private int newestTimestamp; // of speech
  private long newestPosition; // of speech, in units of the clock
  private long heard; // bits of the last 64 numbers

  private boolean fresh = true; // what comes first is played when it has waited for the reserve
  private boolean ticking;
  private long tick; // of the frame under way
  private int lastSequence; // taken
  private long position; // of what is to be taken next
  private int missing;
  private int madeUp; // frames, since the last packet
  private boolean silent;
  private boolean overtaken; // one came too late that more reserve would have held
  private long reserve; // nanoseconds
  private long windowEnd;
  private long smallest = Long.MAX_VALUE; // time a packet has lain here, in this window
  private boolean excess;
  private int patience;

  /**
   * @param clock of the time stamps
   * @param event which payload types are telephone-events
   */
  PlayoutBuffer(PlayOutConfig config, int clock, IntPredicate event) {
    this.clock = clock;
    this.event = event;
    frame = clock / 50;
    min = config.min().toNanos();
    max = config.max().toNanos();
    reserve = min;
  }

  private long nanos(long units) {
    return units * 1_000_000 / clock * 1000;
  }

  /** False when it is of no use any more. Duplicates are none. */
  synchronized boolean add(Packet packet, long nowNanos) {
    boolean isEvent = event.test(packet.payloadType());
    int ahead = (short) (packet.sequenceNumber() - newestSequence);
    int step = packet.timestamp() - newestTimestamp;
    long arrival = nowNanos;
    if (!started
        || packet.ssrc() != source
        || Math.abs(ahead) > FAR
        || Math.abs((long) step) > (long) JUMP_SECONDS * clock) {
      arrival = begin(packet, nowNanos);
      ahead = 0;
      step = 0;
    } else if (size == SLOTS) {
      return false;
    } else if (isKnown(ahead)) {
      return true;
    }
    long at = newestPosition + step;
    if (isTooLate(packet.sequenceNumber(), ahead, !isEvent, at)) {
      return false;
    }
    if (ahead > 0) {
      newestSequence = packet.sequenceNumber();
    }
    if (ahead >= 0 && !isEvent) { // events keep the time stamp of their beginning
      newestTimestamp = packet.timestamp();
      newestPosition = at;
    }
    insert(packet, arrival, at);
    return true;
  }

  /** Since when it waits: sources that alternate are not to put each other off for ever. */
  private long begin(Packet packet, long nowNanos) {
    long since = fresh && size > 0 ? held[0].arrival : nowNanos;
    while (size > 0) {
      drop();
    }
    if (!started) {
      started = true;
      tick = nowNanos - FRAME_NANOS;
    }
    windowEnd = nowNanos + WINDOW;
    smallest = Long.MAX_VALUE;
    source = packet.ssrc();
    newestSequence = packet.sequenceNumber();
    newestTimestamp = packet.timestamp();
    lastSequence = newestSequence - FAR;
    heard = 1;
    afresh();
    return since;
  }

  private boolean isKnown(int ahead) {
    if (ahead > 0) {
      heard = ahead < Long.SIZE ? heard << ahead | 1 : 1;
      return false;
    }
    long bit = -ahead < Long.SIZE ? 1L << -ahead : 0;
    boolean known = (heard & bit) != 0;
    heard |= bit;
    return known;
  }

  private boolean isTooLate(int sequence, int ahead, boolean isSpeech, long at) {
    boolean passed = !fresh && isSpeech && ahead < 0 && at < position;
    if ((short) (sequence - lastSequence) > 0 && !passed) {
      return false;
    }
    smallest = -1;
    overtaken |= !fresh && isSpeech && nanos(position - at) <= max;
    return true;
  }

  private void insert(Packet packet, long arrival, long at) {
    Entry entry = spares > 0 ? spare[--spares] : new Entry();
    entry.packet.copyOf(packet);
    entry.arrival = arrival;
    entry.position = at;
    int place = size++;
    while (place > 0 && sequenceStep(held[place - 1], packet.sequenceNumber()) < 0) {
      held[place] = held[place - 1];
      place--;
    }
    held[place] = entry;
  }

  /** From that packet to this number. */
  private static int sequenceStep(Entry from, int to) {
    return (short) (to - from.packet.sequenceNumber());
  }

  /**
   * Whether a frame is to be sent now. Those that have been missed follow one call at a time, but
   * not when there are too many: a pause was heard already, and speech begins afresh after it.
   */
  synchronized boolean due(long nowNanos) {
    long next = tick + FRAME_NANOS;
    if (!ticking) {
      if (size == 0) {
        return false;
      }
      next = next - ripe(held[0]) > 0 ? next : ripe(held[0]);
    }
    if (nowNanos - next < 0) {
      return false;
    }
    tick = next;
    if (nowNanos - next > MOST_BEHIND) {
      tick = nowNanos;
      afresh();
    }
    ticking = true;
    return true;
  }

  /** When the first packet after a silence may be played. */
  private long ripe(Entry head) {
    return event.test(head.packet.payloadType()) ? head.arrival : head.arrival + reserve;
  }

  /** The nominal time of the frame that is due. */
  synchronized long tick() {
    return tick;
  }

  synchronized Next next() {
    if (size == 0) {
      return fresh ? nothing() : makeUp();
    }
    Entry head = held[0];
    if (event.test(head.packet.payloadType())) {
      take();
      afresh();
      return Next.PACKET;
    }
    if (fresh && !goesOn(head)) {
      return nothing();
    }
    boolean grows = overtaken && reserve + FRAME_NANOS <= max;
    overtaken = false;
    if (grows) {
      grow(FRAME_NANOS);
      return Next.LATE;
    }
    settle(head.position - position);
    long gap = head.position - position;
    boolean lost = silent || sequenceStep(head, lastSequence) != -1;
    if (lost && gap > 0 && gap <= (long) mostMadeUp() * frame) {
      return lose(head, (int) Math.min(gap, frame), gap <= frame);
    }
    if (gap > frame / 2) { // silence, or more than can be made up
      afresh();
      if (!goesOn(head)) {
        return nothing();
      }
    }
    if (size > 1 && nanos(newestPosition - head.position) > max) {
      return skip(head);
    }
    take();
    return Next.PACKET;
  }

  private Next nothing() {
    ticking = false;
    return Next.NOTHING;
  }

  private Next makeUp() {
    if (madeUp >= mostMadeUp()) {
      afresh();
      return nothing();
    }
    madeUp++;
    return Next.LATE;
  }

  private int mostMadeUp() {
    return silent ? FRAMES_OF_SILENCE : FRAMES_CONCEALED;
  }

  private void afresh() {
    fresh = true;
    madeUp = 0;
    overtaken = false;
    if (excess) {
      shrink();
    }
  }

  private boolean goesOn(Entry head) {
    if (tick - ripe(head) < 0) {
      return false;
    }
    fresh = false;
    position = head.position;
    lastSequence = head.packet.sequenceNumber() - 1;
    return true;
  }

  /** What was made up stands for what is missing; beyond that it was a delay, and stays. */
  private void settle(long gap) {
    long made = (long) madeUp * frame;
    madeUp = 0;
    long used = Math.clamp(gap, 0, made);
    position += used;
    grow(nanos(made - used));
  }

  private void grow(long nanos) {
    reserve = Math.min(max, reserve + nanos);
  }

  private void shrink() {
    excess = false;
    patience = 0;
    reserve = Math.max(min, reserve - FRAME_NANOS);
  }

  private Next lose(Entry head, int units, boolean isLast) {
    missing = units;
    position += units;
    following = Optional.empty();
    if (isLast) {
      copy.copyOf(head.packet); // another thread may take the place of the one that is held
      following = Optional.of(copy);
    }
    return Next.LOST;
  }

  private Next skip(Entry head) {
    lastSequence = head.packet.sequenceNumber();
    drop();
    if (!event.test(held[0].packet.payloadType())) {
      position = held[0].position;
    }
    return Next.SKIPPED;
  }

  private void take() {
    Entry head = held[0];
    lastSequence = head.packet.sequenceNumber();
    position = head.position;
    drop();
    spare[spares - 1] = current;
    current = head;
    if (tick - windowEnd >= 0) {
      excess = smallest != Long.MAX_VALUE && smallest >= min + FRAME_NANOS;
      openWindow();
    }
    smallest = Math.min(smallest, tick - head.arrival);
  }

  private void openWindow() {
    smallest = Long.MAX_VALUE;
    windowEnd = tick + WINDOW;
  }

  private void drop() {
    spare[spares++] = held[0];
    System.arraycopy(held, 1, held, 0, --size);
  }

  /** The one that was taken; until the next. */
  Packet packet() {
    return current.packet;
  }

  /** What the packet that was taken is worth, in units of the clock, and whether it is silence. */
  synchronized void played(long units, boolean isSilence) {
    position += units;
    silent = isSilence;
  }

  /** Of what is lost, in units of the clock; a frame at most. */
  int missing() {
    return missing;
  }

  /** The packet after what is lost, when it is next to it. */
  Optional<Packet> following() {
    return following;
  }

  /**
   * Whether the frame just made is to be left out, because all has lain here too long.
   *
   * @param quiet so that it is not missed
   */
  synchronized boolean shortens(boolean quiet) {
    if (!excess || fresh || size == 0 || !quiet && ++patience < PATIENCE) {
      return false;
    }
    shrink();
    openWindow();
    return true;
  }
}
