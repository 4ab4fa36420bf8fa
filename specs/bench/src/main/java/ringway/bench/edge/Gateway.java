// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.util.List;
import java.util.stream.Stream;

/** An edge and the media function it drives, counted as one. */
record Gateway(String name, EdgeServer edge, Media media) implements EdgeServer {
  /** A media function in a process of its own. */
  interface Media extends AutoCloseable {
    List<Long> pids();

    long bytesInUse();

    @Override
    void close();
  }

  @Override
  public int w2Port() {
    return edge.w2Port();
  }

  @Override
  public List<Long> pids() {
    return Stream.concat(edge.pids().stream(), media.pids().stream()).toList();
  }

  @Override
  public boolean idleFirst() {
    return edge.idleFirst();
  }

  @Override
  public long bytesInUse() {
    return edge.bytesInUse() + media.bytesInUse();
  }

  @Override
  public Credentials credentials(int client, int tokens) {
    return edge.credentials(client, tokens);
  }

  @Override
  public void close() {
    edge.close();
    media.close();
  }
}
