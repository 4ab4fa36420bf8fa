// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.util.List;

/**
 * One IMS subscription of the flows.
 *
 * @param impus the default one first
 */
public record Subscriber(String name, String impi, List<String> impus) {
  public static final String DOMAIN = "ims.example.net";
  public static final Subscriber ALICE = of("alice", "tel:+15550101");
  public static final Subscriber BOB = of("bob", "tel:+15550102");

  /** Registers only to prove that nothing came before. */
  public static final Subscriber FENCE = of("fence", "tel:+15550109");

  public static final List<Subscriber> ALL = List.of(ALICE, BOB, FENCE);

  private static Subscriber of(String name, String number) {
    String address = name + "@" + DOMAIN;
    return new Subscriber(name, address, List.of("sip:" + address, number));
  }

  public String impu() {
    return impus.getFirst();
  }
}
