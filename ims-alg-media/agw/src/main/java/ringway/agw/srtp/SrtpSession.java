// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;

/** The keys of one DTLS association at work, one cryptographic context per SSRC and direction. */
public final class SrtpSession {
  private static final Logger log = new LoggerImpl(SrtpSession.class.getName());

  static {
    // jitsi-srtp would compare providers for a second at the first packet; the JDK's own wins.
    Aes.setFactoryClassName(Aes.SunJCECipherFactory.class.getName());
  }

  private final SrtpProfile profile;
  private final SrtpContextFactory inbound;
  private final SrtpContextFactory outbound;
  private final SourceTable<SrtpCryptoContext> receivers = new SourceTable<>();
  private final SourceTable<SrtcpCryptoContext> controlReceivers = new SourceTable<>();
  private final SourceTable<SrtpCryptoContext> senders = new SourceTable<>();
  private final SourceTable<SrtcpCryptoContext> controlSenders = new SourceTable<>();

  public SrtpSession(SrtpKeys keys) {
    profile = keys.profile();
    inbound = factory(false, keys.remote(), profile);
    outbound = factory(true, keys.local(), profile);
  }

  private static SrtpContextFactory factory(
      boolean sender, SrtpKeys.Master master, SrtpProfile profile) {
    return new SrtpContextFactory(
        sender, master.key(), master.salt(), profile.policy(), profile.policy(), log);
  }

  public SrtpProfile profile() {
    return profile;
  }

  /** SRTP to RTP in place; a reason when the packet must not be used. */
  public Optional<Drop> unprotect(Packet packet) {
    if (!packet.isRtp()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    int ssrc = packet.ssrc();
    try {
      Optional<SrtpCryptoContext> known = receivers.find(ssrc);
      if (known.isEmpty() && receivers.full()) {
        return Optional.of(Drop.TOO_MANY_SOURCES);
      }
      SrtpCryptoContext context = known.isPresent() ? known.get() : inbound.deriveContext(ssrc, 0);
      SrtpErrorStatus status = context.reverseTransformPacket(packet, false);
      if (status == SrtpErrorStatus.OK && known.isEmpty()) {
        // Kept only now: a forged packet with a new SSRC must not take a place.
        receivers.add(ssrc, context);
      }
      return reason(status);
    } catch (GeneralSecurityException _) {
      return Optional.of(Drop.SRTP_FORGED);
    }
  }

  /** SRTCP to RTCP in place. */
  public Optional<Drop> unprotectControl(Packet packet) {
    if (!packet.isRtcp()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    int ssrc = packet.rtcpSender();
    try {
      Optional<SrtcpCryptoContext> known = controlReceivers.find(ssrc);
      if (known.isEmpty() && controlReceivers.full()) {
        return Optional.of(Drop.TOO_MANY_SOURCES);
      }
      SrtcpCryptoContext context =
          known.isPresent() ? known.get() : inbound.deriveControlContext(ssrc);
      SrtpErrorStatus status = context.reverseTransformPacket(packet);
      if (status == SrtpErrorStatus.OK && known.isEmpty()) {
        controlReceivers.add(ssrc, context);
      }
      return reason(status);
    } catch (GeneralSecurityException _) {
      return Optional.of(Drop.SRTP_FORGED);
    }
  }

  /** RTP to SRTP in place. */
  public Optional<Drop> protect(Packet packet) {
    int ssrc = packet.ssrc();
    try {
      Optional<SrtpCryptoContext> known = senders.find(ssrc);
      if (known.isEmpty()) {
        if (senders.full()) {
          return Optional.of(Drop.TOO_MANY_SOURCES);
        }
        known = Optional.of(outbound.deriveContext(ssrc, 0));
        senders.add(ssrc, known.get());
      }
      return reason(known.get().transformPacket(packet));
    } catch (GeneralSecurityException _) {
      return Optional.of(Drop.INTERNAL);
    }
  }

  /** RTCP to SRTCP in place. */
  public Optional<Drop> protectControl(Packet packet) {
    int ssrc = packet.rtcpSender();
    try {
      Optional<SrtcpCryptoContext> known = controlSenders.find(ssrc);
      if (known.isEmpty()) {
        if (controlSenders.full()) {
          return Optional.of(Drop.TOO_MANY_SOURCES);
        }
        known = Optional.of(outbound.deriveControlContext(ssrc));
        controlSenders.add(ssrc, known.get());
      }
      return reason(known.get().transformPacket(packet));
    } catch (GeneralSecurityException _) {
      return Optional.of(Drop.INTERNAL);
    }
  }

  private static Optional<Drop> reason(SrtpErrorStatus status) {
    return switch (status) {
      case OK -> Optional.empty();
      case AUTH_FAIL -> Optional.of(Drop.SRTP_FORGED);
      case REPLAY_FAIL, REPLAY_OLD -> Optional.of(Drop.SRTP_REPLAYED);
      case INVALID_PACKET, FAIL -> Optional.of(Drop.RTP_INVALID);
    };
  }

  /** Loads and compiles what the first packets of the first call would otherwise wait for. */
  public static void warmUp() {
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
