// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As much of a TURN client (RFC 8656, RFC 7635) as asks for an allocation. */
public final class TurnClient implements AutoCloseable {
  private static final int SUCCESS = 0x0103;
  private static final int ALLOCATE = 0x0003;
  private static final int USERNAME = 0x0006;
  private static final int MESSAGE_INTEGRITY = 0x0008;
  private static final int ERROR_CODE = 0x0009;
  private static final int REALM = 0x0014;
  private static final int NONCE = 0x0015;
  private static final int REQUESTED_TRANSPORT = 0x0019;
  private static final int ACCESS_TOKEN = 0x001B;
  private static final int MAGIC = 0x2112A442;
  private static final int TRIES = 60;
  private static final byte[] UDP = {17, 0, 0, 0};

  /**
   * @param code 0 for a success
   */
  private record Answer(int code, Map<Integer, byte[]> attributes) {}

  private final DatagramSocket socket;
  private final int port;

  /**
   * @param port of the server, on loopback
   */
  public TurnClient(int port) throws IOException {
    this.port = port;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(500);
  }

  private Answer challenge() throws IOException, GeneralSecurityException {
    return ask(Map.of(REQUESTED_TRANSPORT, UDP), new byte[0]);
  }

  /** By the long-term credential (RFC 8489 §9.2); 0 for an allocation, else the error code. */
  public int allocates(String user, String password) throws IOException, GeneralSecurityException {
    Answer challenge = challenge();
    String realm = new String(challenge.attributes().get(REALM), StandardCharsets.UTF_8);
    byte[] key =
        MessageDigest.getInstance("MD5")
            .digest((user + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8));
    return ask(authenticated(challenge, user), key).code();
  }

  /** By a token (RFC 7635 §4): the name of its key is the user name. */
  public int allocates(String kid, byte[] macKey, byte[] token)
      throws IOException, GeneralSecurityException {
    Map<Integer, byte[]> attributes = authenticated(challenge(), kid);
    attributes.put(ACCESS_TOKEN, token);
    return ask(attributes, macKey).code();
  }

  private static Map<Integer, byte[]> authenticated(Answer challenge, String user) {
    Map<Integer, byte[]> attributes = new LinkedHashMap<>();
    attributes.put(REQUESTED_TRANSPORT, UDP);
    attributes.put(USERNAME, user.getBytes(StandardCharsets.UTF_8));
    attributes.put(REALM, challenge.attributes().get(REALM));
    attributes.put(NONCE, challenge.attributes().get(NONCE));
    return attributes;
  }

  private Answer ask(Map<Integer, byte[]> attributes, byte[] key)
      throws IOException, GeneralSecurityException {
    byte[] request = message(attributes, key);
    byte[] buffer = new byte[2048];
    for (int i = 0; i < TRIES; i++) {
      socket.send(
          new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), port));
      try {
        DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
        socket.receive(answer);
        return parse(ByteBuffer.wrap(buffer, 0, answer.getLength()));
      } catch (SocketTimeoutException | java.net.PortUnreachableException _) {
        // the server may still be starting
      }
    }
    throw new IOException("the TURN server does not answer");
  }

  private static byte[] message(Map<Integer, byte[]> attributes, byte[] key)
      throws GeneralSecurityException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    attributes.forEach((type, value) -> body.writeBytes(attribute(type, value)));
    byte[] transaction = new byte[12];
    new SecureRandom().nextBytes(transaction);
    int integrity = key.length == 0 ? 0 : 24;
    byte[] message =
        ByteBuffer.allocate(20 + body.size())
            .putShort((short) ALLOCATE)
            .putShort((short) (body.size() + integrity))
            .putInt(MAGIC)
            .put(transaction)
            .put(body.toByteArray())
            .array();
    if (integrity == 0) {
      return message;
    }
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    byte[] last = attribute(MESSAGE_INTEGRITY, mac.doFinal(message));
    return ByteBuffer.allocate(message.length + last.length).put(message).put(last).array();
  }

  private static byte[] attribute(int type, byte[] value) {
    return ByteBuffer.allocate(4 + (value.length + 3) / 4 * 4)
        .putShort((short) type)
        .putShort((short) value.length)
        .put(value)
        .array();
  }

  private static Answer parse(ByteBuffer in) {
    int type = in.getShort();
    in.position(20);
    Map<Integer, byte[]> attributes = new HashMap<>();
    while (in.remaining() >= 4) {
      int name = in.getShort() & 0xFFFF;
      byte[] value = new byte[in.getShort() & 0xFFFF];
      in.get(value);
      in.position(Math.min(in.limit(), (in.position() + 3) / 4 * 4));
      attributes.put(name, value);
    }
    byte[] error = attributes.getOrDefault(ERROR_CODE, new byte[4]);
    int code = error[2] * 100 + error[3];
    if (code == 0 && type != SUCCESS) {
      throw new IllegalStateException("an answer of type " + Integer.toHexString(type));
    }
    return new Answer(code, Map.copyOf(attributes));
  }

  @Override
  public void close() {
    socket.close();
  }
}
