// SPDX-License-Identifier: Apache-2.0
/**
 * Counterparts of other makers, from Debian's packages: Kamailio as the IMS core behind the eP-CSCF
 * or as an edge to compare with, SIPp as a phone and as a peer that misbehaves. Each is a process
 * of its own on loopback, its configuration and log in a folder that stays, ended by its process
 * id. Where one is not installed the flow is skipped. Entry classes: {@link
 * ringway.acceptance.peers.Kamailio} and {@link ringway.acceptance.peers.Sipp}.
 *
 * <p>Thread rule: used by the thread of the test alone.
 */
@NullMarked
package ringway.acceptance.peers;

import org.jspecify.annotations.NullMarked;
