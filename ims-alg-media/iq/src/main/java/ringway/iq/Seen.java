// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * What a controller that connects again remembers.
 *
 * @param instance of the gateway it spoke with
 * @param seq of the last event it heard there
 */
record Seen(String instance, long seq) {
  static final Seen NOTHING = new Seen("", 0);
}
