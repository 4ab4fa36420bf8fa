// SPDX-License-Identifier: Apache-2.0
/**
 * What is written down of a call: who with whom, when, how it ended and how it sounded. Entry
 * class: {@link ringway.epcscf.cdr.CallRecords}. The charging function of the core has records of
 * its own (TS 32.260); these are for people and their tools.
 *
 * <p>Thread rule: records are immutable; {@link ringway.epcscf.cdr.CallRecords} is thread-safe and
 * writes its file on a thread of its own.
 */
@NullMarked
package ringway.epcscf.cdr;

import org.jspecify.annotations.NullMarked;
