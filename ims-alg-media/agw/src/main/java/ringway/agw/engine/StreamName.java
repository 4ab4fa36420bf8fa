// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

/** A stream among all there are. */
public record StreamName(String context, String stream) {
  /** As logs and other programs see it. */
  @Override
  public String toString() {
    return context + "-" + stream;
  }
}
