// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

/**
 * A column of the ladder.
 *
 * @param kind decides the place: WICs on the left, the eP-CSCF in the middle, networks on the right
 */
public record Actor(Kind kind, String name) {
  /** In the order of the columns. */
  public enum Kind {
    WIC,
    WWSF,
    EP_CSCF,
    CORE,
    WAF,
    MEDIA
  }

  public static final Actor EP_CSCF = new Actor(Kind.EP_CSCF, "eP-CSCF");
  public static final Actor CORE = new Actor(Kind.CORE, "core");
  public static final Actor WWSF = new Actor(Kind.WWSF, "WWSF");
  public static final Actor WAF = new Actor(Kind.WAF, "WAF");
  public static final Actor MEDIA = new Actor(Kind.MEDIA, "media");

  public static Actor wic(String user) {
    return new Actor(Kind.WIC, "WIC " + user);
  }
}
