// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.util.List;
import ringway.acceptance.peers.FreePort;
import ringway.bench.FunctionProcess;

/** Our media function. */
record OwnMedia(FunctionProcess process) implements Gateway.Media {
  /**
   * @param iqPort where the eP-CSCF finds it
   */
  static OwnMedia start(int iqPort) throws IOException {
    int management = FreePort.next();
    return new OwnMedia(
        FunctionProcess.start(
            "media",
            """
            media:
              iq: {port: %d}
              management: {port: %d}
              webrtc: {port: 0}
              rtp: {first-port: 20000, last-port: 29999}
              max-contexts: 10000
            logs: {level: warn}
            """
                .formatted(iqPort, management),
            management));
  }

  @Override
  public List<Long> pids() {
    return process.pids();
  }

  @Override
  public long bytesInUse() {
    return process.bytesInUse();
  }

  @Override
  public void close() {
    process.close();
  }
}
