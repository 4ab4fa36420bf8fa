// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;

/** What the gateway holds, for reconciliation and for people. */
public record Audit(List<Context> contexts) {
  public record Context(String id, List<Stream> streams) {}

  /**
   * @param ice {@code waiting} or {@code connected}
   * @param dtls {@code waiting}, {@code handshake}, {@code up}, {@code failed} or {@code closed}
   */
  public record Stream(
      String id, String ice, String dtls, SideReport access, SideReport core, long dropped) {}
}
