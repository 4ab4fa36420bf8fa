// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import java.net.InetSocketAddress;

/**
 * What a lite agent says to a connectivity check. It is always controlled (RFC 8445 §6.1.1) and
 * never sends a check of its own.
 */
public final class IceLite {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHENTICATED = 401;
  private static final int UNKNOWN_ATTRIBUTE = 420;
  private static final int ROLE_CONFLICT = 487;

  /** The answer to send, and what the check has shown. */
  public sealed interface Verdict {
    byte[] answer();

    /**
     * The peer has proved the address to be its own.
     *
     * @param nominated the peer has chosen this pair, RFC 8445 §7.3.2
     */
    record Valid(byte[] answer, boolean nominated) implements Verdict {}

    /**
     * Shows nothing.
     *
     * @param authenticated whether the password was right
     */
    record Refused(byte[] answer, boolean authenticated) implements Verdict {}
  }

  private IceLite() {}

  /** The user fragment belongs to no stream of ours, RFC 8489 §9.1.3. */
  public static Verdict unknownUser(StunRequest request) {
    int code = request.hasCredentials() ? UNAUTHENTICATED : BAD_REQUEST;
    return new Verdict.Refused(StunAnswer.unauthenticatedError(request, code), false);
  }

  public static Verdict check(StunRequest request, IceCredentials local, InetSocketAddress source) {
    byte[] key = local.key();
    if (!request.hasCredentials() || !request.integrityIsRight(key)) {
      return unknownUser(request);
    }
    if (!request.unknown().isEmpty()) {
      return new Verdict.Refused(StunAnswer.error(request, UNKNOWN_ATTRIBUTE, key), true);
    }
    if (request.peerIsControlled()) {
      // RFC 8445 §7.3.1.1: both would be controlled; a lite agent cannot be the one to switch.
      return new Verdict.Refused(StunAnswer.error(request, ROLE_CONFLICT, key), true);
    }
    return new Verdict.Valid(StunAnswer.success(request, source, key), request.useCandidate());
  }
}
