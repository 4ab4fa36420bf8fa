// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private final FakeMachine machine = new FakeMachine();

  @Test
  void completeMachineNeedsNothing() {
    for (String name : new String[] {"JDK", "Maven", "Node.js", "npm", "Chromium", "UDP", "disk"}) {
      assertThat(finding(name).lines()).as(name).startsWith("ok");
    }
  }

  @Test
  void missingToolIsNamedWithTheCommandThatMendsIt() {
    machine.programs.remove("mvn");
    machine.programs.remove("npm");

    assertThat(finding("Maven").bad()).isTrue();
    assertThat(finding("Maven").lines()).contains("not found", "apt-get install maven");
    assertThat(finding("npm").lines()).contains("comes with Node.js");
  }

  @Test
  void oldJdkAndOldNodeAreNotEnough() {
    machine.feature = 17;
    machine.programs.put("node", "v18.19.0");

    assertThat(finding("JDK").bad()).isTrue();
    assertThat(finding("Node.js").bad()).isTrue();
    assertThat(finding("Node.js").lines()).contains("v18.19.0 is too old");
  }

  @Test
  void minorVersionOfNodeCounts() {
    machine.programs.put("node", "v20.18.1");
    assertThat(finding("Node.js").bad()).isTrue();

    machine.programs.put("node", "v22.0.0");
    assertThat(finding("Node.js").bad()).isFalse();
  }

  @Test
  void missingChromiumCostsOnlyTheBrowserTests() {
    machine.chromium = "/nowhere/chromium";

    assertThat(finding("Chromium").bad()).isFalse();
    assertThat(finding("Chromium").lines())
        .startsWith("note")
        .contains("browser tests are skipped", "apt-get install chromium");
  }

  @Test
  void fullDiskIsNamed() {
    machine.free = 100;

    assertThat(finding("disk").lines()).contains("100 MB free");
  }

  @Test
  void takenPortIsNamedWithItsKey() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      machine.environment.put("RINGWAY_WWSF_LISTEN_PORT", "" + other.getLocalPort());

      Finding finding = finding("port " + other.getLocalPort());

      assertThat(finding.bad()).isTrue();
      assertThat(finding.lines()).contains("wwsf.listen.port is taken");
    }
  }

  private Finding finding(String name) {
    return new Doctor(machine)
        .findings().stream()
            .filter(finding -> finding.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  private static final class FakeMachine implements Machine {
    private final Map<String, String> programs =
        new HashMap<>(Map.of("mvn", "Apache Maven 3.8.7", "node", "v20.20.2", "npm", "11.19.1"));
    private final Map<String, String> environment = new HashMap<>();
    private String chromium = "/usr/bin/chromium";
    private int feature = 25;
    private long free = 50_000;

    @Override
    public Optional<String> firstLineOf(String... command) {
      return Optional.ofNullable(programs.get(command[0]));
    }

    @Override
    public boolean isFile(Path path) {
      return path.equals(Path.of(chromium)) && !chromium.startsWith("/nowhere");
    }

    @Override
    public long freeMegabytes(Path directory) {
      return free;
    }

    @Override
    public int javaFeature() {
      return feature;
    }

    @Override
    public Map<String, String> environment() {
      return environment;
    }
  }
}
