// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

/**
 * How many wrong passwords are borne.
 *
 * @param userAndAddress a minute, for one name from one address
 * @param address a minute, from one address for any name
 * @param user in ten minutes, for one name from all devices it has not signed in on before
 * @param device a minute, for one name on a device it has signed in on before
 */
public record LoginLimits(int userAndAddress, int address, int user, int device) {
  public LoginLimits {
    if (userAndAddress < 1 || address < 1 || user < 1 || device < 1) {
      throw new IllegalArgumentException("every limit must be at least 1");
    }
  }
}
