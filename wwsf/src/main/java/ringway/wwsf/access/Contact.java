// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.access;

/**
 * A number the page offers to call.
 *
 * @param number a tel or SIP URI
 */
public record Contact(String name, String number) {
  public Contact {
    if (name.isBlank() || !number.matches("(tel|sips?):\\S+")) {
      throw new IllegalArgumentException(
          "a contact has a name and a tel: or sip: number, found `" + name + "`, `" + number + "`");
    }
  }
}
