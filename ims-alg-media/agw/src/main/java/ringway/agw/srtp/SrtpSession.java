// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;

/**
 * The keys of one DTLS association at work. By hand, as no library does it without garbage: each
 * packet changes in place, and nothing is allocated.
 */
public final class SrtpSession {
  private static final Logger log = LoggerFactory.getLogger(SrtpSession.class);

  private final SrtpProfile profile;
  private final SrtpDirection received;
  private final SrtcpDirection receivedControl;
  private final SrtpDirection sent;
  private final SrtcpDirection sentControl;

  public SrtpSession(SrtpKeys keys) {
    profile = keys.profile();
    received = new SrtpDirection(transform(profile, keys.remote(), SessionKeys.Use.RTP));
    receivedControl = new SrtcpDirection(transform(profile, keys.remote(), SessionKeys.Use.RTCP));
    sent = new SrtpDirection(transform(profile, keys.local(), SessionKeys.Use.RTP));
    sentControl = new SrtcpDirection(transform(profile, keys.local(), SessionKeys.Use.RTCP));
  }

  private static SrtpTransform transform(
      SrtpProfile profile, SrtpKeys.Master master, SessionKeys.Use use) {
    return SrtpTransform.of(profile, SessionKeys.derive(profile, master, use));
  }

  public SrtpProfile profile() {
    return profile;
  }

  /** SRTP to RTP in place; a reason when the packet must not be used. */
  public Optional<Drop> unprotect(Packet packet) {
    return received.unprotect(packet);
  }

  /** SRTCP to RTCP in place. */
  public Optional<Drop> unprotectControl(Packet packet) {
    return receivedControl.unprotect(packet);
  }

  /** RTP to SRTP in place. */
  public Optional<Drop> protect(Packet packet) {
    return sent.protect(packet);
  }

  /** RTCP to SRTCP in place. */
  public Optional<Drop> protectControl(Packet packet) {
    return sentControl.protect(packet);
  }

  /** Loads and compiles what the first packets of the first call would otherwise wait for. */
  public static void warmUp() {
    log.info("aes-gcm by={}", LibcryptoGcm.isPresent() ? "libcrypto" : "jdk");
    for (SrtpProfile profile : SrtpProfile.values()) {
      byte[] material = new byte[profile.keyingMaterialLength()];
      SrtpSession near = new SrtpSession(SrtpKeys.split(profile, material, true));
      SrtpSession far = new SrtpSession(SrtpKeys.split(profile, material, false));
      Packet packet = new Packet();
      byte[] rtp = new byte[172];
      rtp[0] = (byte) 0x80;
      byte[] rtcp = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 1};
      for (int sequence = 0; sequence < 200; sequence++) {
        rtp[3] = (byte) sequence;
        packet.set(rtp);
        boolean sound = near.protect(packet).isEmpty() && far.unprotect(packet).isEmpty();
        packet.set(rtcp);
        sound &= near.protectControl(packet).isEmpty() && far.unprotectControl(packet).isEmpty();
        if (!sound) {
          throw new IllegalStateException(profile + " does not work on this Java runtime");
        }
      }
    }
  }
}
