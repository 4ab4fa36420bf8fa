// SPDX-License-Identifier: Apache-2.0
/**
 * What crossed the wire, kept a while in bounded memory, told as a ladder, and exported: so that an
 * operator sees what every registration and every call did. Messages are kept as they were and
 * masked whenever they leave this package. Entry class: {@link ringway.epcscf.trace.Traces}.
 *
 * <p>Thread rule: a {@link ringway.epcscf.trace.SipTap} is called on the threads that carry the
 * messages and never makes them wait for a network.
 */
@NullMarked
package ringway.epcscf.trace;

import org.jspecify.annotations.NullMarked;
