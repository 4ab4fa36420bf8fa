// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;

/**
 * The browser's side of ICE and DTLS. Its candidates do not count: it comes to us (RFC 8445 §2.5).
 *
 * @param sources of what it sends, as it names them (RFC 5576 §4.1)
 * @param mux of RTP and RTCP
 */
public record AccessPeer(
    String ufrag, String pwd, List<Fingerprint> fingerprints, List<Long> sources, RtcpMux mux) {}
