// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a registered connection costs in memory while nothing happens on it. */
final class IdleConnections {
  /** Apart from those of the load, so that none is the second of its client. */
  private static final int FIRST = 100_000;

  /** What every server allocates with its first connections. */
  private static final int WARM_UP = 100;

  private IdleConnections() {}

  /** Bytes for each of so many, of the server's processes alone. */
  static long bytesEach(EdgeServer server, int connections, String origin, String domain)
      throws IOException {
    List<Registrant> open = new ArrayList<>();
    try {
      open(server, open, WARM_UP, origin, domain);
      long before = server.bytesInUse();
      open(server, open, WARM_UP + connections, origin, domain);
      return (server.bytesInUse() - before) / connections;
    } finally {
      open.forEach(Registrant::close);
    }
  }

  private static void open(
      EdgeServer server, List<Registrant> open, int upTo, String origin, String domain)
      throws IOException {
    while (open.size() < upTo) {
      Registrant client = Registrant.connect(server, origin, domain, FIRST + open.size(), 1);
      open.add(client);
      client.register();
    }
  }
}
