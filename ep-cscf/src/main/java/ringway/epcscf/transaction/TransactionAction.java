// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.time.Duration;

/** What a state machine asks its driver to do. */
sealed interface TransactionAction {
  /** Send the request, for the first time or again. */
  record SendRequest() implements TransactionAction {}

  /** Acknowledge the response at hand, which is no 2xx. */
  record SendAck() implements TransactionAction {}

  record SendCancel() implements TransactionAction {}

  /** Tell the user the response at hand. */
  record Deliver() implements TransactionAction {}

  record Fail(ClientListener.Failure failure) implements TransactionAction {}

  /** Send the response at hand and keep it as the last one. */
  record SendResponse() implements TransactionAction {}

  /** Send the last response again, if there was one. */
  record Resend() implements TransactionAction {}

  /** Tell the user of the ACK. */
  record PassAck() implements TransactionAction {}

  /** Start, or start anew. */
  record Start(TransactionTimer timer, Duration delay) implements TransactionAction {}

  record Stop(TransactionTimer timer) implements TransactionAction {}
}
