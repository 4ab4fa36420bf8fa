// SPDX-License-Identifier: Apache-2.0
/**
 * The Iq side of a call: session descriptions in, session descriptions out, the media function set
 * up on the way (TS 23.334 §6.2). Entry class: {@link ringway.epcscf.media.MediaLegs}.
 *
 * <p>Thread rule: a {@link ringway.epcscf.media.MediaLeg} belongs to the mailbox of its call and
 * blocks there while the media function answers.
 */
@NullMarked
package ringway.epcscf.media;

import org.jspecify.annotations.NullMarked;
