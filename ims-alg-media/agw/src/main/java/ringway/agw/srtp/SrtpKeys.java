// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.util.Arrays;

/** Master keys and salts of both directions. Never printed. */
public final class SrtpKeys {
  /** One direction. */
  record Master(byte[] key, byte[] salt) {}

  private final SrtpProfile profile;
  private final Master local;
  private final Master remote;

  private SrtpKeys(SrtpProfile profile, Master local, Master remote) {
    this.profile = profile;
    this.local = local;
    this.remote = remote;
  }

  /**
   * RFC 5764 §4.2: client key, server key, client salt, server salt.
   *
   * @param material what the exporter gave
   * @param localIsClient whether our side was the DTLS client
   */
  public static SrtpKeys split(SrtpProfile profile, byte[] material, boolean localIsClient) {
    int key = SrtpProfile.KEY_LENGTH;
    int salt = profile.saltLength();
    Master client =
        new Master(
            Arrays.copyOfRange(material, 0, key),
            Arrays.copyOfRange(material, 2 * key, 2 * key + salt));
    Master server =
        new Master(
            Arrays.copyOfRange(material, key, 2 * key),
            Arrays.copyOfRange(material, 2 * key + salt, 2 * key + 2 * salt));
    return localIsClient
        ? new SrtpKeys(profile, client, server)
        : new SrtpKeys(profile, server, client);
  }

  public SrtpProfile profile() {
    return profile;
  }

  Master local() {
    return local;
  }

  Master remote() {
    return remote;
  }

  @Override
  public String toString() {
    return "SrtpKeys[" + profile + ", ***]";
  }
}
