// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** A codec under the number one side knows it by. */
public record Payload(Codec codec, int type) implements Format.Numbered {
  @Override
  public Codec format() {
    return codec;
  }
}
