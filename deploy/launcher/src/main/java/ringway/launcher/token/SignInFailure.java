// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.token;

/** Signing in did not work; the message is one sentence for whoever typed the command. */
public final class SignInFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  SignInFailure(String message) {
    super(message);
  }
}
