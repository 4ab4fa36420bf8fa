// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;

/**
 * What a context has carried until it was released; without streams when the gateway had no such
 * context or could not be reached.
 */
public record Released(String context, List<Stream> streams) {
  public record Stream(String id, SideReport access, SideReport core, long dropped) {}

  public static Released nothing(String context) {
    return new Released(context, List.of());
  }
}
