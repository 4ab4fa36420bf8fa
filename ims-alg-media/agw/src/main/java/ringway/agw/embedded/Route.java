// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The way to one address of a browser, over UDP or TCP. Equal when it is the same way. */
interface Route {
  InetSocketAddress address();

  /** What a valid check has bound it to. */
  Optional<WebRtcTransport> transport();

  /** False when it serves another transport that is alive, or this one has ended. */
  boolean bind(WebRtcTransport transport);

  /** It is the transport's no more. */
  void release(WebRtcTransport transport);

  /** From any thread, without waiting; false when it did not go. */
  boolean send(ByteBuffer datagram);
}
