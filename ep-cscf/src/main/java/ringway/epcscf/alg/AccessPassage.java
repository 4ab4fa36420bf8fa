// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/**
 * What passes between a browser and the media function. Where that is not all, the browser is told
 * of less, and what it says is heard so.
 *
 * @param extensions whether header extensions do (RFC 8285)
 */
public record AccessPassage(Digits digits, boolean extensions) {
  /** How those of the browser come. */
  public enum Digits {
    /** As telephone-events. */
    EVENTS,
    /** By INFO, for the media function to play as telephone-events, which the core has. */
    INFO_FOR_EVENTS,
    /** By INFO, on both sides. */
    INFO
  }

  public static final AccessPassage WHOLE = new AccessPassage(Digits.EVENTS, true);

  /** What the browser says. */
  public Sdp heard(Sdp fromBrowser) {
    Sdp plain = extensions ? fromBrowser : withoutExtensions(fromBrowser);
    return switch (digits) {
      case EVENTS -> plain;
      case INFO_FOR_EVENTS -> DigitsByInfo.withEvents(plain);
      case INFO -> DigitsByInfo.withoutEvents(plain);
    };
  }

  /** What the browser is told. */
  public String told(String toBrowser) {
    if (equals(WHOLE)) {
      return toBrowser;
    }
    Sdp parsed = Sdp.parse(toBrowser);
    Sdp plain = extensions ? parsed : withoutExtensions(parsed);
    return (digits == Digits.EVENTS ? plain : DigitsByInfo.withoutEvents(plain)).print();
  }

  private static Sdp withoutExtensions(Sdp sdp) {
    return sdp.withMedia(sdp.media().stream().map(MediaSection::withoutExtensions).toList());
  }
}
