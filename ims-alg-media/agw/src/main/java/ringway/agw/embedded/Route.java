// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The way to one address of a browser, over UDP or TCP. Equal when it is the same way. */
interface Route {
  InetSocketAddress address();

  /** What a valid check has bound it to. */
  Optional<IceComponent> component();

  /** False when it serves another component that is alive, or this one has ended. */
  boolean bind(IceComponent component);

  /** It is the component's no more. */
  void release(IceComponent component);

  /** From any thread, without waiting; false when it did not go. */
  boolean send(ByteBuffer datagram);
}
