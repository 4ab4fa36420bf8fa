// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.time.Duration;
import java.util.List;
import ringway.agw.srtp.SrtpProfile;

/**
 * @param profiles what may be agreed upon, the preferred first
 * @param handshakeTime after which a handshake has failed
 */
public record DtlsSettings(
    DtlsIdentity identity, List<SrtpProfile> profiles, Duration handshakeTime) {}
