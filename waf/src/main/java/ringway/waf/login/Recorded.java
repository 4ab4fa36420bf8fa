// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

/** Told of what belongs into the audit log: an event, then names and values in turn. */
@FunctionalInterface
public interface Recorded {
  void record(String event, Object... fields);
}
