// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/**
 * The mode a peer asks of the coder that sends to it (CMR, RFC 4867 §4.3.1): heard in one direction
 * and followed in the other. Thread-safe.
 */
public final class RateRequest {
  static final int NONE = 15;

  private volatile int mode = NONE;

  int mode() {
    return mode;
  }

  void heard(int wanted) {
    if (mode != wanted) {
      mode = wanted;
    }
  }
}
