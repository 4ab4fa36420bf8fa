// SPDX-License-Identifier: Apache-2.0
/**
 * The actors of a flow that are not under test: the WIC, the core side of Mw, the WAF as a key
 * server and token mint, and phones on both media planes. All on real sockets. Clauses: RFC 7118,
 * RFC 3261 §18, RFC 9068. Entry classes: {@link ringway.acceptance.actors.Wic} and {@link
 * ringway.acceptance.actors.ScriptedCore}.
 *
 * <p>Thread rule: sockets are read on threads of their own, which only write down and queue;
 * everything else runs on the thread of the test.
 */
@NullMarked
package ringway.acceptance.actors;

import org.jspecify.annotations.NullMarked;
