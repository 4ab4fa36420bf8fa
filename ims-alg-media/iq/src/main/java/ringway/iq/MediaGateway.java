// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.function.Consumer;

/**
 * The eIMS-AGW as its controller sees it. Calls block (virtual threads) and end in a {@link
 * MediaFailure} when the gateway refuses or cannot be reached in time.
 */
public interface MediaGateway extends AutoCloseable {
  /** Makes the context, or returns what an earlier call with the same context id reserved. */
  Reserved reserve(Reserve command);

  /** Sets what is known of the peers of one stream; may be called again as more becomes known. */
  void configure(Configure command);

  /**
   * The same without waiting, for whom nothing depends on it yet: a failure is told as {@link
   * IqEvent.ContextLost}. What the caller asks for this context afterwards is carried out after it.
   */
  default void configureAhead(Configure command) {
    configure(command);
  }

  /** Has digits sent; returns when they are accepted, not when they are over. */
  void sendDtmf(SendDtmf command);

  /**
   * New ICE credentials for a stream whose browser starts ICE anew (RFC 8839 §4.4.1.1.1). Those of
   * before hold until the browser uses the new ones.
   */
  Reserved.WebRtcLocal restartIce(String context, String stream);

  /** Frees the context and tells what it carried; an unknown one is no error. */
  Released release(String context);

  Audit audit();

  /** How much of it is in use; answers at once. */
  Load load();

  /** Events come one at a time, in the order the gateway saw them. */
  void onEvent(Consumer<IqEvent> listener);

  /**
   * Whether commands wait for nobody else, so that any thread may give them. An audit may take its
   * time all the same.
   */
  default boolean prompt() {
    return false;
  }

  /** Whether the gateway can be reached now. */
  boolean available();

  @Override
  void close();
}
