// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetAddress;

/** Addresses that share a prefix. */
record AddressRange(InetAddress first, int prefix) {
  AddressRange {
    if (prefix < 0 || prefix > first.getAddress().length * 8) {
      throw new IllegalArgumentException("prefix out of range");
    }
  }

  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int whole = first.getAddress().length * 8;
      return new AddressRange(
          first, slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "trusted must be addresses or ranges such as 192.0.2.0/24, found " + text, e);
    }
  }

  boolean holds(InetAddress address) {
    byte[] one = first.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xFF : 0xFF << (8 - prefix + bit);
      if (((one[bit / 8] ^ other[bit / 8]) & mask & 0xFF) != 0) {
        return false;
      }
    }
    return true;
  }
}
