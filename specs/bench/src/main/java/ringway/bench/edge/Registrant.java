// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;

/** A client that registers over its connection, again and again. Used by one thread. */
final class Registrant implements LoadClient {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final SipSocket socket;
  private final Credentials credentials;
  private final String start;
  private final String beforeNumber;
  private final String afterNumber;
  private int sequence;

  private Registrant(SipSocket socket, Credentials credentials, String domain, int number) {
    this.socket = socket;
    this.credentials = credentials;
    String host = "w" + number + ".invalid";
    String identity = "<sip:" + user(number) + "@" + domain + ">";
    beforeNumber =
        "\r\nMax-Forwards: 70\r\nFrom: %s;tag=f\r\nTo: %s\r\nCall-ID: r-%s\r\nCSeq: "
            .formatted(identity, identity, host);
    afterNumber =
        " REGISTER\r\nExpires: 600\r\nSupported: path, outbound\r\nContact: <sip:%s@%s;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-4000-8000-%012d>\"\r\nContent-Length: 0\r\n"
            .formatted(user(number), host, number);
    this.start =
        "REGISTER sip:" + domain + " SIP/2.0\r\nVia: SIP/2.0/WS " + host + ";branch=z9hG4bKr";
  }

  static String user(int number) {
    return "u" + number;
  }

  static Registrant connect(EdgeServer server, String origin, String domain, int number, int tokens)
      throws IOException {
    Credentials credentials = server.credentials(number, tokens);
    return new Registrant(SipSocket.open(server.w2Port(), origin), credentials, domain, number);
  }

  @Override
  public long run() throws IOException {
    long began = System.nanoTime();
    register();
    return System.nanoTime() - began;
  }

  /** Its connection, for what comes after the registration. */
  SipSocket socket() {
    return socket;
  }

  /** To its 200; a challenge is answered once. */
  void register() throws IOException {
    if (attempt() == UNAUTHORIZED) {
      attempt();
    }
  }

  private int attempt() throws IOException {
    sequence++;
    String shown = credentials.next();
    socket.send(
        start
            + sequence
            + beforeNumber
            + sequence
            + afterNumber
            + (shown.isEmpty() ? "\r\n" : "Authorization: " + shown + "\r\n\r\n"));
    while (true) {
      String answer = socket.receive();
      int status = status(answer);
      if (status == OK) {
        return OK;
      }
      if (status == UNAUTHORIZED && credentials.take(answer)) {
        return UNAUTHORIZED;
      }
      if (status >= 200) {
        throw new IOException("REGISTER was answered\n" + answer);
      }
    }
  }

  /** 0 for what is no answer, such as a request of the server's own. */
  private static int status(String message) {
    return message.startsWith("SIP/2.0 ") ? Integer.parseInt(message.substring(8, 11)) : 0;
  }

  @Override
  public void close() {
    socket.close();
  }
}
