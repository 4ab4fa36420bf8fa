// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

/** How the transport marks the end of a message; decides what Content-Length must say. */
public enum Framing {
  /** One message per WebSocket message: a Content-Length that differs is an error. RFC 7118 §5. */
  WEBSOCKET,
  /** One message per datagram: bytes beyond Content-Length are dropped. RFC 3261 §18.3. */
  DATAGRAM,
  /** The reader has cut the message at its Content-Length. RFC 3261 §18.3. */
  STREAM
}
