// SPDX-License-Identifier: Apache-2.0
package ringway.waf.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log. */
public final class Audit {
  private static final Logger log = LoggerFactory.getLogger("audit");

  private Audit() {}

  /**
   * @param event what happened, in constant words
   * @param fields names and values in turn; a value is text of ours or checked input
   */
  public static void record(String event, Object... fields) {
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException("a field has no value");
    }
    StringBuilder words = new StringBuilder(event);
    Object[] values = new Object[fields.length / 2];
    for (int i = 0; i < fields.length; i += 2) {
      words.append(' ').append(fields[i]).append("={}");
      values[i / 2] = fields[i + 1];
    }
    log.info(words.toString(), values);
  }
}
