// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program of another maker.
 *
 * @param packages of Debian that bring it
 */
public record Program(String name, String packages) {
  public static final Program KAMAILIO =
      new Program("kamailio", "kamailio kamailio-websocket-modules kamailio-outbound-modules");
  static final Program BARESIP = new Program("baresip", "baresip-core");
  public static final Program COTURN = new Program("turnserver", "coturn");
  static final Program SQLITE = new Program("sqlite3", "sqlite3");
  static final Program NODE = new Program("node", "nodejs");
  public static final Program PYTHON = new Program("python3", "python3-minimal");
  public static final Program SIPP = new Program("sipp", "sip-tester");

  public static final Program RTPENGINE = new Program("rtpengine", "rtpengine-daemon");

  /** Where it is; servers may be installed where only root looks. */
  public Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/bin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What to tell who has not got it. */
  public String missing() {
    return name + " is missing (apt-get install " + packages + ")";
  }

  /** For a flow, which is skipped without it. */
  Path orSkip() {
    return find().orElseThrow(() -> new TestAbortedException(missing()));
  }
}
