// SPDX-License-Identifier: Apache-2.0
/**
 * What every engine is: contexts of streams (TS 23.334 §5), each an {@link
 * ringway.agw.engine.AccessLeg} towards the browser joined with our own RTP termination towards the
 * core. Entry class: {@link ringway.agw.engine.RelayEngine}; engines differ in their {@link
 * ringway.agw.engine.AccessPlane} alone. Those that are other programs get a {@link
 * ringway.agw.engine.PlainSide}, and see nothing of what happens in the core.
 *
 * <p>Thread rule: one thread carries a stream's packets to the core, one to the browser; a third,
 * of {@link ringway.agw.engine.PlayClock}, plays both ways what is transcoded; controllers call
 * from theirs. Each way has a lock for its packets, which is held for one packet and not for making
 * it: where nothing is transcoded nobody else wants it.
 */
@NullMarked
package ringway.agw.engine;

import org.jspecify.annotations.NullMarked;
