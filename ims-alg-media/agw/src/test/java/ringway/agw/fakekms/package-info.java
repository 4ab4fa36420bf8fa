// SPDX-License-Identifier: Apache-2.0
/**
 * A Kurento Media Server of our own making: its JSON-RPC as it was recorded from a real one, and
 * endpoints that carry media, with the faults a real one has and some that are wanted. Entry class:
 * {@link ringway.agw.fakekms.FakeKms}.
 */
@NullMarked
package ringway.agw.fakekms;

import org.jspecify.annotations.NullMarked;
