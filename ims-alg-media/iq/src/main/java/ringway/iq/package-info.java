// SPDX-License-Identifier: Apache-2.0
/**
 * Iq, the control contract between the IMS-ALG in the eP-CSCF and the eIMS-AGW. The verbs follow
 * the procedures of TS 23.334 §6 (reserve, configure, release, audit); a context joins one WebRTC
 * termination and one RTP termination per media stream. Carried as JSON over WebSocket, whose shape
 * is in {@code ringway/iq/schema-v1.json}.
 *
 * <p>Entry classes: {@link ringway.iq.MediaGateway}, {@link ringway.iq.IqClient} and {@link
 * ringway.iq.IqServer}. Thread rule: both ends are thread-safe; the verbs block and belong on
 * virtual threads; a listener is called on one thread of its own and may itself use the verbs.
 */
@NullMarked
package ringway.iq;

import org.jspecify.annotations.NullMarked;
