// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** The numbers of a header extension that passes, on both sides (RFC 8285 §5). */
public record Extension(int access, int core) {}
