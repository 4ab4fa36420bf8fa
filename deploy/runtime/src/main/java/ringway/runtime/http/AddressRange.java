// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses that begin alike, written {@code 10.1.0.0/16} or {@code 2001:db8::/32} or alone. */
public final class AddressRange {
  private static final Pattern CIDR = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/(\\d{1,3}))?");

  private final String text;
  private final byte[] network;
  private final int bits;

  private AddressRange(String text, byte[] network, int bits) {
    this.text = text;
    this.network = network;
    this.bits = bits;
  }

  @JsonCreator
  public static AddressRange parse(String text) {
    Matcher matcher = CIDR.matcher(text);
    Optional<byte[]> address = matcher.matches() ? address(matcher.group(1)) : Optional.empty();
    if (address.isEmpty()) {
      throw new IllegalArgumentException(
          "expected an address range such as 10.1.0.0/16, found `" + text + "`");
    }
    int all = address.get().length * Byte.SIZE;
    int bits = matcher.group(2) == null ? all : Integer.parseInt(matcher.group(2));
    if (bits > all || !Arrays.equals(masked(address.get(), bits), address.get())) {
      throw new IllegalArgumentException("`" + text + "` is no range: bits are set behind the /");
    }
    return new AddressRange(text, address.get(), bits);
  }

  public boolean contains(String other) {
    return address(other)
        .filter(bytes -> bytes.length == network.length)
        .filter(bytes -> Arrays.equals(masked(bytes, bits), network))
        .isPresent();
  }

  /** The first {@code bits} of the address, which stand for a place; empty for what is none. */
  public static Optional<String> prefix(String address, int bits) {
    return address(address).map(bytes -> Arrays.toString(masked(bytes, bits)) + "/" + bits);
  }

  /** Literal addresses only: a name must never be looked up here. */
  private static Optional<byte[]> address(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    try {
      return Optional.of(InetAddress.ofLiteral(bare).getAddress());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] result = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.clamp(bits - i * (long) Byte.SIZE, 0, Byte.SIZE);
      result[i] = (byte) (address[i] & (0xFF << (Byte.SIZE - kept)));
    }
    return result;
  }

  @Override
  public String toString() {
    return text;
  }
}
