// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;

/**
 * The browser's side of ICE and DTLS. Its candidates do not count: it comes to us (RFC 8445 §2.5).
 */
public record AccessPeer(String ufrag, String pwd, List<Fingerprint> fingerprints) {}
