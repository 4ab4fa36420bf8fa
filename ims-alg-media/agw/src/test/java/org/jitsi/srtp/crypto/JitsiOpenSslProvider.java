// SPDX-License-Identifier: Apache-2.0
package org.jitsi.srtp.crypto;

import java.security.Provider;

/**
 * Stands in for jitsi-srtp's class of this name, which loads a native library through JNA: the
 * JDK's own ciphers are faster, and JNA then need not be there.
 */
public final class JitsiOpenSslProvider extends Provider {
  private static final long serialVersionUID = 1;

  public JitsiOpenSslProvider() {
    super("JitsiOpenSslProvider", "1", "left out");
  }

  public static boolean isLoaded() {
    return false;
  }
}
