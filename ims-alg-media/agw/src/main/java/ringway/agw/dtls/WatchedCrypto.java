// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** The ciphers of all associations, each seen by the watch of the association it is made for. */
final class WatchedCrypto extends JcaTlsCrypto {
  /** Of the association whose handshake this thread does. */
  static final ScopedValue<RenegotiationWatch> WATCH = ScopedValue.newInstance();

  WatchedCrypto(JcaTlsCryptoProvider provider) {
    super(provider.getHelper(), new SecureRandom(), new SecureRandom());
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    TlsCipher cipher = super.createCipher(parameters, encryption, mac);
    return WATCH.isBound() ? WATCH.get().around(cipher) : cipher;
  }
}
