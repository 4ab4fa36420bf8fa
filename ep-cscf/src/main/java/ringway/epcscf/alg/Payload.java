// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/**
 * A codec under the number one side knows it by.
 *
 * @param parameters what that side says of the modes of AMR; empty without
 */
public record Payload(Codec codec, int type, String parameters) implements Format.Numbered {
  public Payload(Codec codec, int type) {
    this(codec, type, "");
  }

  @Override
  public Codec format() {
    return codec;
  }

  /** The {@code fmtp} a media function needs to know. */
  public String told() {
    return codec.isAmr() ? AmrModes.told(this) : "";
  }
}
