// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.util.List;

/** A server under load, in processes of its own. */
sealed interface EdgeServer extends AutoCloseable permits EpCscfServer, Gateway, KamailioServer {
  String name();

  int w2Port();

  List<Long> pids();

  /**
   * Whether its memory is looked at before any load. A JVM is to have compiled its code first; what
   * has a memory pool of its own would serve the idle from what the load left free.
   */
  boolean idleFirst();

  /** Memory in use now, all that could be given back given back. */
  long bytesInUse();

  /**
   * What the client at this place shows to be let in: tokens in turn, where tokens are asked for.
   */
  Credentials credentials(int client, int tokens);

  @Override
  void close();
}
