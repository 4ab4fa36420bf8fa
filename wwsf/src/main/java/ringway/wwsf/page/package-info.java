// SPDX-License-Identifier: Apache-2.0
/**
 * What browsers are shown: the built web client with a strict content policy, and the WWSF's own
 * few pages for when something is amiss.
 *
 * <p>Entry class: {@link ringway.wwsf.page.Site}. Immutable after start, so usable from any thread.
 */
@NullMarked
package ringway.wwsf.page;

import org.jspecify.annotations.NullMarked;
