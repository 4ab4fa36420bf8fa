// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;

/** One WebSocket message. */
sealed interface IqFrame {
  record Request(long id, String verb, JsonNode body) implements IqFrame {}

  record Reply(long id, JsonNode ok) implements IqFrame {}

  record Refusal(long id, MediaFailure.Kind kind, String message) implements IqFrame {}

  record Event(IqEvent event) implements IqFrame {}
}
