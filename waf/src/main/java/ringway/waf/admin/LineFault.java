// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

/** What is wrong with a line of an import; {@code field} is empty when it is the line as such. */
public record LineFault(long line, String field, String detail) {}
