// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import picocli.CommandLine;

/** The whole command line, for tests of its parts. */
public final class Commands {
  private Commands() {}

  public static CommandLine commandLine() {
    return Ringway.commandLine();
  }
}
