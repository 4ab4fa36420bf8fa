// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * Has digits sent as telephone-events (RFC 4733, TS 23.334 §5.12), in place of the speech that
 * flows to that side meanwhile. Digits sent while others are under way follow them.
 *
 * @param digits of {@code 0-9*#A-D}
 * @param durationMillis of each, 40 to 6000
 */
public record SendDtmf(
    String context, String stream, Side towards, String digits, int durationMillis) {
  public static final int SHORTEST = 40;
  public static final int LONGEST = 6000;

  /** 100 ms, as browsers have it. */
  public static SendDtmf of(String context, String stream, Side towards, String digits) {
    return new SendDtmf(context, stream, towards, digits, 100);
  }
}
