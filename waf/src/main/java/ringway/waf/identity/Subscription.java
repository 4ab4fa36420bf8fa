// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.util.List;
import java.util.stream.Stream;

/**
 * An IMS subscription: a private identity and the public ones it may register.
 *
 * @param impus the default one first
 */
public record Subscription(Impi impi, List<Impu> impus) {
  private static final int MOST_IMPUS = 32;
  private static final String TEL = "tel:";

  public Subscription {
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("subscription `" + impi + "` needs at least one IMPU");
    }
    if (impus.size() > MOST_IMPUS) {
      throw new IllegalArgumentException(
          "subscription `" + impi + "` has more than " + MOST_IMPUS + " IMPUs");
    }
    if (impus.stream().distinct().count() != impus.size()) {
      throw new IllegalArgumentException("subscription `" + impi + "` has an IMPU twice");
    }
    impus = List.copyOf(impus);
  }

  public static Subscription of(String impi, String... impus) {
    return new Subscription(new Impi(impi), Stream.of(impus).map(Impu::new).toList());
  }

  /** The telephone numbers among the public identities, as they stand in tel URIs. */
  public List<String> msisdns() {
    return impus.stream()
        .map(Impu::value)
        .filter(impu -> impu.startsWith(TEL))
        .map(impu -> impu.substring(TEL.length()))
        .toList();
  }
}
