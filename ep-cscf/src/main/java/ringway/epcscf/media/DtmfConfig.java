// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Section {@code dtmf}.
 *
 * @param info what becomes of digits a browser sends by INFO
 */
public record DtmfConfig(Info info) {
  /** Where the core has no telephone-event they are passed on in either case. */
  public enum Info {
    /** The media function plays them as telephone-events. */
    @JsonProperty("event")
    EVENT,
    /**
     * The same, and browsers are told of no telephone-event, so that INFO is what they send: as in
     * each call whose media function carries none between it and them.
     */
    @JsonProperty("only")
    ONLY,
    /** The INFO is passed on. */
    @JsonProperty("relay")
    RELAY
  }
}
