// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.util.List;

/**
 * An IMS subscription: private identity and public identities, which register together (implicit
 * registration set, TS 23.228 §5.2.1a). The first public identity is the default one.
 *
 * @param written the public identities as configured, for P-Associated-URI
 */
public record Subscription(String impi, List<Impu> impus, List<String> written) {
  static Subscription of(String impi, List<String> impus) {
    return new Subscription(impi, impus.stream().map(Impu::parse).toList(), List.copyOf(impus));
  }
}
