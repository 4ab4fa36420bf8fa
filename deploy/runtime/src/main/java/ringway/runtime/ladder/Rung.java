// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import java.time.Instant;

/**
 * One line of the ladder.
 *
 * @param title what the arrow says
 * @param text the whole message, tokens masked
 */
public record Rung(Instant at, Actor from, Actor to, String title, String text) {}
