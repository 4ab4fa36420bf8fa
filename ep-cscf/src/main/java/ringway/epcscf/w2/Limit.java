// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

/** What a client may run into; the label of {@code ringway.w2.limited}. */
enum Limit {
  CONNECTIONS("connections"),
  CONNECTIONS_PER_ADDRESS("connections-per-address"),
  HANDSHAKE_RATE("handshake-rate"),
  HANDSHAKE_TIME("handshake-time"),
  MESSAGE_RATE("message-rate"),
  MESSAGE_SIZE("message-size"),
  SLOW_READER("slow-reader");

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
