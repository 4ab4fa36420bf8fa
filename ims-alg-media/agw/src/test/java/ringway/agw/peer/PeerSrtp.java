// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

/** Both directions of SRTP and SRTCP on whole arrays. */
public final class PeerSrtp {
  static final int CM_SHA1_80 = 1;
  static final int GCM_128 = 7;

  static {
    // jitsi-srtp would compare providers for a second at the first packet.
    Aes.setFactoryClassName(Aes.SunJCECipherFactory.class.getName());
  }

  private final SrtpContextFactory in;
  private final SrtpContextFactory out;
  private final Map<Integer, SrtpCryptoContext> receivers = new ConcurrentHashMap<>();
  private final Map<Integer, SrtpCryptoContext> senders = new ConcurrentHashMap<>();
  private final Map<Integer, SrtcpCryptoContext> controlReceivers = new ConcurrentHashMap<>();
  private final Map<Integer, SrtcpCryptoContext> controlSenders = new ConcurrentHashMap<>();

  public PeerSrtp(int profile, byte[] material, boolean client) {
    int salt = saltLength(profile);
    byte[] clientKey = Arrays.copyOfRange(material, 0, 16);
    byte[] serverKey = Arrays.copyOfRange(material, 16, 32);
    byte[] clientSalt = Arrays.copyOfRange(material, 32, 32 + salt);
    byte[] serverSalt = Arrays.copyOfRange(material, 32 + salt, 32 + 2 * salt);
    out = factory(true, client ? clientKey : serverKey, client ? clientSalt : serverSalt, profile);
    in = factory(false, client ? serverKey : clientKey, client ? serverSalt : clientSalt, profile);
  }

  static int saltLength(int profile) {
    return profile == GCM_128 ? 12 : 14;
  }

  private static SrtpContextFactory factory(boolean sender, byte[] key, byte[] salt, int profile) {
    SrtpPolicy policy =
        profile == GCM_128
            ? new SrtpPolicy(
                SrtpPolicy.AESGCM_ENCRYPTION, 16, SrtpPolicy.NULL_AUTHENTICATION, 0, 16, 12)
            : new SrtpPolicy(
                SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
    return new SrtpContextFactory(sender, key, salt, policy, policy, new LoggerImpl("peer"));
  }

  public synchronized byte[] protect(byte[] rtp) {
    Bytes packet = new Bytes(rtp);
    try {
      if (rtp.length > 1 && (rtp[1] & 0xff) >= 192 && (rtp[1] & 0xff) <= 223) {
        int ssrc = packet.int32(4);
        SrtcpCryptoContext context = controlSenders.get(ssrc);
        if (context == null) {
          context = out.deriveControlContext(ssrc);
          controlSenders.put(ssrc, context);
        }
        require(context.transformPacket(packet));
      } else {
        int ssrc = packet.int32(8);
        SrtpCryptoContext context = senders.get(ssrc);
        if (context == null) {
          context = out.deriveContext(ssrc, 0);
          senders.put(ssrc, context);
        }
        require(context.transformPacket(packet));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return packet.content();
  }

  private static void require(SrtpErrorStatus status) {
    if (status != SrtpErrorStatus.OK) {
      throw new IllegalStateException("not protected: " + status);
    }
  }

  /** Empty when authentication fails. */
  public Optional<byte[]> unprotect(byte[] datagram) {
    Bytes packet = new Bytes(datagram);
    try {
      SrtpErrorStatus status;
      if ((datagram[1] & 0xff) >= 192 && (datagram[1] & 0xff) <= 223) {
        int ssrc = packet.int32(4);
        if (!controlReceivers.containsKey(ssrc)) {
          controlReceivers.put(ssrc, in.deriveControlContext(ssrc));
        }
        status = controlReceivers.get(ssrc).reverseTransformPacket(packet);
      } else {
        int ssrc = packet.int32(8);
        if (!receivers.containsKey(ssrc)) {
          receivers.put(ssrc, in.deriveContext(ssrc, 0));
        }
        status = receivers.get(ssrc).reverseTransformPacket(packet, false);
      }
      return status == SrtpErrorStatus.OK ? Optional.of(packet.content()) : Optional.empty();
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static final class Bytes implements ByteArrayBuffer {
    private final byte[] bytes;
    private int offset;
    private int length;

    Bytes(byte[] content) {
      bytes = Arrays.copyOf(content, content.length + 64);
      length = content.length;
    }

    byte[] content() {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    int int32(int at) {
      return ByteBuffer.wrap(bytes).getInt(offset + at);
    }

    @Override
    public byte[] getBuffer() {
      return bytes;
    }

    @Override
    public int getOffset() {
      return offset;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int newLength) {
      length = newLength;
    }

    @Override
    public void setOffset(int newOffset) {
      offset = newOffset;
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] target) {
      System.arraycopy(bytes, offset + from, target, 0, count);
    }

    @Override
    public void grow(int howMuch) {}

    @Override
    public void append(byte[] data, int count) {
      System.arraycopy(data, 0, bytes, offset + length, count);
      length += count;
    }

    @Override
    public void shrink(int count) {
      length -= count;
    }
  }
}
