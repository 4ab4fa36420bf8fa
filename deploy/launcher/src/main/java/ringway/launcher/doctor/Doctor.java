// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.doctor;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.launcher.ports.PortClaim;

/** {@code ./ringway doctor}: one line per thing needed, with the command that mends it. */
public final class Doctor {
  private static final int JDK = 25;
  private static final int[] NODE = {20, 19};
  private static final long DISK_MB = 2_000;
  private static final List<Path> CHROMIUM =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));
  private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  private final Machine machine;

  Doctor(Machine machine) {
    this.machine = machine;
  }

  public static void main(String[] arguments) {
    System.exit(examine(System.out));
  }

  /** Prints the findings; 0 when Ringway can be built and started here, else 1. */
  public static int examine(PrintStream out) {
    List<Finding> findings = new Doctor(Machine.here()).findings();
    findings.forEach(finding -> out.println(finding.lines()));
    long bad = findings.stream().filter(Finding::bad).count();
    out.println();
    out.println(
        bad == 0
            ? "Ringway can be built and started here."
            : bad + (bad == 1 ? " thing stands" : " things stand") + " in the way, see FIX above.");
    return bad == 0 ? 0 : 1;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(jdk());
    findings.add(maven());
    findings.add(node());
    findings.add(npm());
    findings.add(chromium());
    findings.addAll(ports());
    findings.add(udp());
    findings.add(disk());
    return findings;
  }

  private Finding jdk() {
    int feature = machine.javaFeature();
    return feature >= JDK
        ? Finding.ok("JDK", feature + " (" + System.getProperty("java.home") + ")")
        : Finding.missing(
            "JDK", feature + " is too old", "install a JDK 25, see https://adoptium.net");
  }

  private Finding maven() {
    return machine
        .firstLineOf("mvn", "-v")
        .map(version -> Finding.ok("Maven", version))
        .orElseGet(() -> Finding.missing("Maven", "not found", "apt-get install maven"));
  }

  private Finding node() {
    Optional<String> version = machine.firstLineOf("node", "--version");
    String fix = "install Node.js 20.19 or newer, see https://nodejs.org";
    if (version.isEmpty()) {
      return Finding.missing("Node.js", "not found; the web client cannot be built", fix);
    }
    return newEnough(version.get())
        ? Finding.ok("Node.js", version.get())
        : Finding.missing("Node.js", version.get() + " is too old for the web client", fix);
  }

  private static boolean newEnough(String version) {
    Matcher numbers = MAJOR_MINOR.matcher(version);
    return numbers.find()
        && Arrays.compare(
                new int[] {Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))},
                NODE)
            >= 0;
  }

  private Finding npm() {
    return machine
        .firstLineOf("npm", "--version")
        .map(version -> Finding.ok("npm", version))
        .orElseGet(
            () ->
                Finding.missing(
                    "npm",
                    "not found; the web client cannot be built",
                    "it comes with Node.js, see https://nodejs.org"));
  }

  private Finding chromium() {
    Optional<Path> given =
        Optional.ofNullable(machine.environment().get("RINGWAY_CHROMIUM")).map(Path::of);
    return given
        .or(() -> CHROMIUM.stream().filter(machine::isFile).findFirst())
        .filter(machine::isFile)
        .map(path -> Finding.ok("Chromium", path.toString()))
        .orElseGet(
            () ->
                Finding.advised(
                    "Chromium",
                    "not found; the browser tests are skipped",
                    "apt-get install chromium, or set RINGWAY_CHROMIUM to another one"));
  }

  private List<Finding> ports() {
    List<PortClaim> claims =
        PortClaim.defaults().stream().map(claim -> claim.under(machine.environment())).toList();
    List<Finding> taken = new ArrayList<>();
    for (PortClaim claim : claims) {
      claim
          .problem()
          .ifPresent(
              problem ->
                  taken.add(
                      Finding.missing("port " + claim.port(), claim.key() + " is taken", problem)));
    }
    return taken.isEmpty()
        ? List.of(Finding.ok("ports", "all " + claims.size() + " are free"))
        : taken;
  }

  /** Media on loopback: some containers and firewalls stop even that. */
  private static Finding udp() {
    try (DatagramSocket to = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket from = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      byte[] ping = "ringway".getBytes(StandardCharsets.US_ASCII);
      to.setSoTimeout(2000);
      from.send(new DatagramPacket(ping, ping.length, to.getLocalSocketAddress()));
      to.receive(new DatagramPacket(new byte[ping.length], ping.length));
      return Finding.ok("UDP", "passes on loopback");
    } catch (IOException e) {
      return Finding.missing(
          "UDP",
          "does not pass on loopback: " + e.getMessage(),
          "let the firewall pass UDP between local addresses");
    }
  }

  private Finding disk() {
    long free = machine.freeMegabytes(Path.of("").toAbsolutePath());
    return free >= DISK_MB
        ? Finding.ok("disk", free / 1024 + " GB free")
        : Finding.missing(
            "disk",
            free + " MB free",
            "free " + DISK_MB + " MB: libraries, web modules and build results need them");
  }
}
