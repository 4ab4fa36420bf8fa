// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.util.List;
import ringway.acceptance.peers.Rtpengine;
import ringway.bench.ServerFigures;

/** The media function of the other gateway. */
record RtpengineMedia(Rtpengine rtpengine) implements Gateway.Media {
  @Override
  public List<Long> pids() {
    return rtpengine.pids();
  }

  @Override
  public long bytesInUse() {
    return ServerFigures.residentBytes(pids());
  }

  @Override
  public void close() {
    rtpengine.close();
  }
}
