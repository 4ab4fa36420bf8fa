// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import com.fasterxml.jackson.databind.JsonNode;

/** What rtpengine answers to a command. */
sealed interface NgReply {
  record Done(JsonNode body) implements NgReply {}

  record Refused(String reason) implements NgReply {
    boolean callUnknown() {
      return reason.startsWith("Unknown call");
    }
  }

  /** Nothing in time, or no way to ask. */
  record Silence(String reason) implements NgReply {}
}
