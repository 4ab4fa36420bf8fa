// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose packets a core-side socket takes (TS 23.334 §5.4: remote source address filtering). */
public enum SourceFilter {
  /** The signalled address and port only. */
  @JsonProperty("address-and-port")
  ADDRESS_AND_PORT,
  /** The signalled address, any port: for peers that send from another port than they receive. */
  @JsonProperty("address")
  ADDRESS,
  /** Latching: the sender of the first packet; it is also where we send from then on. */
  @JsonProperty("latch")
  LATCH
}
