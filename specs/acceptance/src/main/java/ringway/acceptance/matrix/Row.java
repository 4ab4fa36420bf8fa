// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.matrix;

/**
 * One row: one thing to prove.
 *
 * @param sign {@code +}, {@code -} or {@code ±}
 * @param level N a 3GPP requirement, R of an RFC, K from knowledge of the text, D our decision
 */
public record Row(
    String id, String group, String clause, String role, String sign, String text, String level) {}
