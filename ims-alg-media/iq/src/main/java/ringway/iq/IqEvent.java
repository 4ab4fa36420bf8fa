// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/** What the gateway reports of its own accord (TS 23.334 §6.2). */
public sealed interface IqEvent {
  String context();

  /** A checked and nominated pair exists. */
  record IceConnected(String context, String stream, String remote) implements IqEvent {}

  /** Handshake done and fingerprint verified: media passes. */
  record DtlsUp(String context, String stream, String srtpProfile) implements IqEvent {}

  /** The browser ended the association (close_notify). */
  record DtlsClosed(String context, String stream) implements IqEvent {}

  /**
   * A digit has been pressed on one side (TS 23.334 §5.12).
   *
   * @param digit one of {@code 0-9*#A-D}
   */
  record Dtmf(String context, String stream, Side from, String digit, int durationMillis)
      implements IqEvent {}

  /** No packet from the browser for the configured time, or consent ended (RFC 7675 §5.1). */
  record MediaInactive(String context, String stream) implements IqEvent {}

  /** The stream cannot go on, for instance a certificate unlike the fingerprint. */
  record StreamFailed(String context, String stream, String reason) implements IqEvent {}

  /** The gateway is gone or has restarted: the context no longer exists. */
  record ContextLost(String context, String reason) implements IqEvent {}
}
