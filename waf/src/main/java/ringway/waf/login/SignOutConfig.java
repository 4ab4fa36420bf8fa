// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.net.URI;
import java.util.List;

/**
 * Where a client may have the browser taken after a sign-out.
 *
 * @param returnTo its post_logout_redirect_uris, compared character by character
 */
public record SignOutConfig(String client, List<URI> returnTo) {
  public SignOutConfig {
    returnTo = List.copyOf(returnTo);
    for (URI uri : returnTo) {
      if (uri.getHost() == null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "return-to holds absolute http or https addresses without fragment, found `"
                + uri
                + "`");
      }
    }
  }
}
