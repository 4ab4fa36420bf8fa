// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.net.URI;
import java.util.List;
import ringway.runtime.config.Secret;

/**
 * A WWSF that may ask for tokens.
 *
 * @param redirectUris compared character by character (RFC 9700 §2.1)
 * @param scopes the most it may be given
 */
public record Client(String id, Secret secret, List<URI> redirectUris, List<String> scopes) {
  private static final int SHORTEST_SECRET = 16;

  public Client {
    if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a client id has 1 to 64 letters, digits or . _ -, found `" + id + "`");
    }
    if (secret.reveal().length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "the secret of client `" + id + "` must have at least 16 characters");
    }
    for (URI uri : redirectUris) {
      if (uri.getHost() == null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "a redirect URI is an absolute http or https address without fragment, found `"
                + uri
                + "`");
      }
    }
    redirectUris = List.copyOf(redirectUris);
    scopes = List.copyOf(scopes);
  }
}
