// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

/**
 * What the user part of our Path and Record-Route URIs says: the connection a request belongs to,
 * and the session on it (0 in a Path). RFC 5626 §5.2 wants it unforgeable: see {@link FlowTokens}.
 */
public record FlowToken(String flow, long session) {
  public static FlowToken ofPath(String flow) {
    return new FlowToken(flow, 0);
  }

  public boolean namesSession() {
    return session != 0;
  }
}
