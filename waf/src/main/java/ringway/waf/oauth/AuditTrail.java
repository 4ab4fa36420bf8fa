// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

/** Where every issue, refusal and revocation is written down; never told a secret. */
@FunctionalInterface
public interface AuditTrail {
  /**
   * @param fields names and values in turn
   */
  void record(String event, Object... fields);
}
