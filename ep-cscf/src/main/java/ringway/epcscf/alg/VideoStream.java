// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Optional;

/**
 * The picture of a description that is served.
 *
 * @param index of its m-line
 * @param peer where the core wants it; always empty of a browser, which has it on the transport of
 *     the sound
 */
record VideoStream(int index, Video video, Optional<CorePeer> peer) {}
