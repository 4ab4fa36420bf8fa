// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;

/**
 * Asks for local addresses, ICE credentials and a certificate. All streams of a context share one
 * WebRTC transport (BUNDLE, RFC 8843). A later one that names more streams, after those there are,
 * adds them.
 *
 * @param context chosen by the controller, unique over its life, so that a retry is harmless
 */
public record Reserve(String context, List<Stream> streams) {
  /**
   * @param id the controller's name of the stream, its m-line index as a rule
   * @param media {@code audio} or {@code video}
   */
  public record Stream(String id, String media) {}
}
