// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/**
 * Not a session description by RFC 8866. The message names line and cause and repeats nothing of
 * the text, for that may hold ICE passwords and keys.
 */
public final class MalformedSdp extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedSdp(String cause) {
    super("SDP: " + cause, null, false, false);
  }

  MalformedSdp(int line, String cause) {
    super("SDP line " + line + ": " + cause, null, false, false);
  }
}
