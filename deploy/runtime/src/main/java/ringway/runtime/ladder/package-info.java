// SPDX-License-Identifier: Apache-2.0
/**
 * What went between the actors of one flow, in order, and its drawing as text and as SVG. Tokens
 * are masked when they are written down, not when they are shown. Entry class: {@link
 * ringway.runtime.ladder.Ladder}.
 *
 * <p>Thread rule: a Ladder is thread-safe, for the sockets of a flow write to it as they read; the
 * drawings are pure functions of a snapshot.
 */
@NullMarked
package ringway.runtime.ladder;

import org.jspecify.annotations.NullMarked;
