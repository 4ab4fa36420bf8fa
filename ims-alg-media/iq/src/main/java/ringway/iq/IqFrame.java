// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;

/** One WebSocket message. */
sealed interface IqFrame {
  record Request(long id, String verb, JsonNode body) implements IqFrame {}

  record Reply(long id, JsonNode ok) implements IqFrame {}

  record Refusal(long id, MediaFailure.Kind kind, String message) implements IqFrame {}

  /**
   * @param seq counts the events of one controller, from 1
   */
  record Event(long seq, IqEvent event) implements IqFrame {}

  /**
   * The gateway's first word on a connection.
   *
   * @param instance another one after each start
   * @param resumed whether the controller is known and gets every event it has not seen
   * @param seq number of the last event before those that follow
   */
  record Hello(String instance, boolean resumed, long seq) implements IqFrame {}

  /** The gateway's heartbeat. */
  record Heartbeat(Load load) implements IqFrame {}

  /** The controller's heartbeat: events up to this one need not be kept. */
  record Ack(long seq) implements IqFrame {}
}
