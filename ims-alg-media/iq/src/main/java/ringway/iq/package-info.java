// SPDX-License-Identifier: Apache-2.0
/**
 * Iq, the control contract between the IMS-ALG in the eP-CSCF and the eIMS-AGW. The verbs follow
 * the procedures of TS 23.334 §6 (reserve, configure, release, audit); a context joins one WebRTC
 * termination and one RTP termination per media stream. Carried as JSON over WebSocket.
 */
@NullMarked
package ringway.iq;

import org.jspecify.annotations.NullMarked;
