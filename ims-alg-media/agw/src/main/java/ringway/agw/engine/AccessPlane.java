// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.Optional;

/** How browsers are reached, which is where engines differ. Thread-safe. */
public interface AccessPlane extends AutoCloseable {
  /**
   * Makes ready for one browser; may block.
   *
   * @throws ringway.iq.MediaFailure when there is no room, or nobody to do it
   */
  AccessLeg open(StreamName name, AccessLeg.Stream stream);

  /** Whether nothing that legs are told waits for another program. */
  default boolean prompt() {
    return false;
  }

  /** Whether telephone-event (RFC 4733) passes between browsers and the streams. */
  default boolean telephoneEvent() {
    return true;
  }

  /** Whether header extensions (RFC 8285) do. */
  default boolean headerExtensions() {
    return true;
  }

  /** What keeps it from serving browsers now. */
  Optional<String> hindrance();

  @Override
  void close();
}
