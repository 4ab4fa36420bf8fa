// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import ringway.runtime.http.AddressRange;

/**
 * Whether and from whom a telephone number in a header is believed.
 *
 * @param header its name; without it nobody is believed
 * @param proxies addresses the proxies that set it connect from
 * @param proxySubjects subjects of the certificates they show, as RFC 2253 writes them
 */
public record NetworkLoginConfig(
    Optional<String> header, List<AddressRange> proxies, List<String> proxySubjects) {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

  public NetworkLoginConfig {
    proxies = List.copyOf(proxies);
    proxySubjects = List.copyOf(proxySubjects);
    if (header.isPresent() && !HEADER.matcher(header.get()).matches()) {
      throw new IllegalArgumentException(
          "header is a header name such as X-MSISDN, found `" + header.get() + "`");
    }
    if (header.isPresent() && proxies.isEmpty() && proxySubjects.isEmpty()) {
      throw new IllegalArgumentException(
          "with header, proxies or proxy-subjects must say who may set it");
    }
  }
}
