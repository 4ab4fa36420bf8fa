// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import ringway.epcscf.alg.NotAcceptable.Reason;

/** Whether RTP and RTCP share a port, as a browser says it (RFC 5761 §5.1.1, RFC 8858). */
public enum RtcpMux {
  /** They do, or the browser is not there. */
  ONLY,
  /** They do, if we can. */
  WANTED,
  /** RTCP has a port of its own, and the second component of ICE. */
  NONE;

  /** Settings {@code codecs.rtcp-mux}. */
  public enum Policy {
    /** As the browser offers it. */
    OFFERED,
    REQUIRED,
    REFUSED
  }

  static RtcpMux of(MediaSection section) {
    if (!section.has("rtcp-mux")) {
      return NONE;
    }
    return section.has("rtcp-mux-only") ? ONLY : WANTED;
  }

  public boolean shared() {
    return this != NONE;
  }

  /**
   * What an offer comes to: shared or not.
   *
   * @param separable whether there is a port for RTCP alone
   */
  boolean agreed(Policy policy, boolean separable) {
    return switch (policy) {
      case OFFERED -> shared() || separately(separable);
      case REQUIRED -> shared() || separately(false);
      case REFUSED -> {
        if (this == ONLY) {
          // RFC 8858 §4.3
          throw new NotAcceptable(Reason.NO_RTCP_MUX, "a=rtcp-mux-only is not served here");
        }
        yield separately(separable);
      }
    };
  }

  private static boolean separately(boolean possible) {
    if (!possible) {
      throw needed();
    }
    return false;
  }

  static NotAcceptable needed() {
    return new NotAcceptable(Reason.NO_RTCP_MUX, "a=rtcp-mux is needed");
  }
}
