// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where the browser of one stream is, as its connectivity checks have shown. Written by those that
 * receive, read by all.
 */
final class StreamAddresses {
  private static final int MAX_BOUND = 16; // a browser has a few interfaces, not more

  private final long consentNanos;
  private final Deque<Route> bound = new ArrayDeque<>(); // guarded by this
  private boolean closed; // guarded by this
  private volatile Optional<Route> checked = Optional.empty();
  private volatile Optional<Route> nominated = Optional.empty();
  private volatile long lastCheck;

  StreamAddresses(long consentNanos) {
    this.consentNanos = consentNanos;
  }

  /** Keeps account of an address bound to the stream; false when the stream has ended. */
  synchronized boolean bound(Route address) {
    return !closed && bound.add(address);
  }

  /** The oldest address the stream can do without, when it has more than a browser needs. */
  synchronized Optional<Route> surplus() {
    if (bound.size() <= MAX_BOUND) {
      return Optional.empty();
    }
    Optional<Route> oldest = bound.stream().filter(address -> !isNominated(address)).findFirst();
    oldest.ifPresent(bound::remove);
    return oldest;
  }

  private boolean isNominated(Route address) {
    return nominated.filter(address::equals).isPresent();
  }

  /** Ends the stream's hold on its addresses and returns them. */
  synchronized List<Route> close() {
    closed = true;
    List<Route> all = List.copyOf(bound);
    bound.clear();
    return all;
  }

  /** A valid check; true when it nominates another pair than before. */
  synchronized boolean checked(Route source, boolean nominates, long now) {
    lastCheck = now;
    if (checked.isEmpty() || !checked.get().equals(source)) {
      checked = Optional.of(source);
    }
    if (!nominates || isNominated(source)) {
      return false;
    }
    // RFC 8445 §7.3.2: the pair is selected; a later nomination moves the stream.
    nominated = Optional.of(source);
    return true;
  }

  boolean everChecked() {
    return checked.isPresent();
  }

  boolean connected() {
    return nominated.isPresent();
  }

  /**
   * A lite agent sends no consent checks; the browser's own, which it sends for its own consent,
   * show that it is there and wants the stream (RFC 7675 §5.1).
   */
  boolean consents(long now) {
    return checked.isPresent() && now - lastCheck < consentNanos;
  }

  /** Where to send; empty before the first check and after consent has ended. */
  Optional<Route> destination(long now) {
    if (!consents(now)) {
      return Optional.empty();
    }
    Optional<Route> chosen = nominated;
    return chosen.isPresent() ? chosen : checked;
  }
}
