// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.util.Optional;
import ringway.runtime.config.ByteSize;
import ringway.runtime.config.Secret;

/**
 * Section {@code ep-cscf.trace}.
 *
 * @param memory for all messages kept, 0B keeps none
 * @param messagesPerCall kept of one Call-ID, the latest
 */
public record TraceConfig(ByteSize memory, int messagesPerCall, Hep hep) {
  public TraceConfig {
    if (messagesPerCall < 1) {
      throw new IllegalArgumentException(
          "messages-per-call must be 1 or more, found " + messagesPerCall);
    }
  }

  /**
   * Copies of all messages for Homer.
   *
   * @param collector host:port, UDP
   * @param node our number among the capturing nodes
   */
  public record Hep(Optional<String> collector, long node, Optional<Secret> password) {
    public Hep {
      collector.ifPresent(Hep::hostPort);
      if (node < 0 || node > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("node is a number of 32 bits, found " + node);
      }
    }

    private static void hostPort(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1 || !text.substring(colon + 1).matches("[1-9]\\d{0,4}")) {
        throw new IllegalArgumentException(
            "collector is host:port such as homer.example.net:9060, found " + text);
      }
    }
  }
}
