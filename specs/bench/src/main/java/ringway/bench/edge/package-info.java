// SPDX-License-Identifier: Apache-2.0
/**
 * What a registration or call costs at an edge of the IMS: the eP-CSCF as a process of its own, and
 * beside it, under the same load and before the same registrar, a Kamailio that does the same work.
 * CPU and memory are read from {@code /proc}, those of the server alone. Entry class: {@link
 * ringway.bench.edge.RegisterBench}, {@link ringway.bench.edge.CallBench}.
 *
 * <p>Thread rule: one virtual thread per connection; a phase is over when all have ended.
 */
@NullMarked
package ringway.bench.edge;

import org.jspecify.annotations.NullMarked;
