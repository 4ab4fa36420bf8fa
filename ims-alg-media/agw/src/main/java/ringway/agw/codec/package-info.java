// SPDX-License-Identifier: Apache-2.0
/**
 * Speech in one format made into speech in another (TS 23.334 §5.13): G.711, G.722, Opus, and AMR
 * and AMR-WB where the machine has libraries for them (FFM). It is played by our clock: what is
 * late is waited for as long as the stream has shown to need, what is lost is concealed. Entry
 * class: {@link ringway.agw.codec.Transcoder}.
 *
 * <p>Thread rule: a transcoder, with all it holds, belongs to the one thread that plays it; any
 * thread may feed it packets or close it.
 */
@NullMarked
package ringway.agw.codec;

import org.jspecify.annotations.NullMarked;
