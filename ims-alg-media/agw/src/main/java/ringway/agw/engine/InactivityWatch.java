// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

/**
 * Whether the browser of one stream has fallen silent (TS 23.334 §5.2: media inactivity). Silence
 * counts only while the gate lets its media pass, so that a call on hold is not taken for dead.
 */
final class InactivityWatch {
  private final long limitNanos;
  private boolean browserKnown; // guarded by this
  private boolean watching; // guarded by this
  private long since; // guarded by this
  private boolean reported; // guarded by this
  private volatile long lastHeard = System.nanoTime();

  InactivityWatch(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  synchronized void watch(boolean browserConfigured, boolean gateOpen, long now) {
    browserKnown |= browserConfigured;
    boolean watch = browserKnown && gateOpen;
    if (watch && !watching) {
      since = now;
    }
    watching = watch;
  }

  /** An authentic packet has come. */
  void heard(long now) {
    lastHeard = now;
  }

  /** True once for each silence, and for each time consent ends. */
  synchronized boolean expired(long now, boolean consentLost) {
    long latest = lastHeard - since > 0 ? lastHeard : since;
    boolean dead = consentLost || watching && now - latest > limitNanos;
    boolean report = dead && !reported;
    reported = dead;
    return report;
  }
}
