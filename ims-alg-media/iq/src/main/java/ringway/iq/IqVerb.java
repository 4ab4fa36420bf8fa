// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/** The verbs as they stand on the wire. */
final class IqVerb {
  static final String RESERVE = "reserve";
  static final String CONFIGURE = "configure";
  static final String SEND_DTMF = "send-dtmf";
  static final String RESTART_ICE = "restart-ice";
  static final String RELEASE = "release";
  static final String AUDIT = "audit";

  /** The body of {@link #RESTART_ICE}. */
  record RestartIce(String context, String stream) {}

  /** The body of {@link #RELEASE}. */
  record Release(String context) {}

  private IqVerb() {}
}
