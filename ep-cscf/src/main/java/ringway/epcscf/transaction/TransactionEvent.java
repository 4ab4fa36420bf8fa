// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

/** What happens to a transaction. */
sealed interface TransactionEvent {
  /** A client transaction begins. */
  record Start() implements TransactionEvent {}

  /** The request came again. */
  record Request() implements TransactionEvent {}

  record Ack() implements TransactionEvent {}

  /** A client transaction got, or a server transaction is to send, a response. */
  record Response(int status) implements TransactionEvent {
    boolean provisional() {
      return status < 200;
    }

    boolean success() {
      return status >= 200 && status < 300;
    }
  }

  /** CANCEL has been sent for the INVITE. */
  record Cancelled() implements TransactionEvent {}

  record Fired(TransactionTimer timer) implements TransactionEvent {}

  record TransportFailed() implements TransactionEvent {}
}
