// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code fmtp} of AMR and AMR-WB, RFC 4867 §8.1, as far as it is understood here. */
final class AmrModes {
  /** TS 26.114 §6.2.2.2: what our media function can do. */
  private static final String OURS = "mode-change-capability=2;max-red=0";

  private static final String MODE_SET = "mode-set";
  private static final Set<String> OF_MODES =
      Set.of(MODE_SET, "mode-change-period", "mode-change-neighbor");

  private AmrModes() {}

  /** Empty when it asks for what nobody here can do. */
  static Optional<Payload> payload(Codec codec, int type, String parameters) {
    Map<String, String> said = parse(parameters);
    boolean fancy =
        isOn(said, "crc") || isOn(said, "robust-sorting") || said.containsKey("interleaving");
    if (fancy || !said.getOrDefault(MODE_SET, "0").matches("[0-8](,[0-8]){0,8}")) {
      return Optional.empty();
    }
    String modes =
        said.entrySet().stream()
            .filter(one -> OF_MODES.contains(one.getKey()))
            .filter(one -> one.getValue().matches("[0-8,]{1,17}"))
            .sorted(Map.Entry.comparingByKey())
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining(";"));
    return Optional.of(new Payload(codec.packed(isOn(said, "octet-align")), type, modes));
  }

  private static Map<String, String> parse(String parameters) {
    return Arrays.stream(parameters.toLowerCase(Locale.ROOT).split(";"))
        .map(part -> part.strip().split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (first, _) -> first));
  }

  private static boolean isOn(Map<String, String> said, String name) {
    return !said.getOrDefault(name, "0").equals("0");
  }

  /** As a description of ours has it. */
  static String described(Payload payload) {
    return joined(
        packing(payload.codec()),
        parse(payload.parameters()).entrySet().stream()
            .filter(one -> one.getKey().equals(MODE_SET))
            .map(one -> one.getKey() + "=" + one.getValue())
            .findFirst()
            .orElse(""),
        OURS);
  }

  /** As a media function is told what the peer sends and takes. */
  static String told(Payload payload) {
    return joined(packing(payload.codec()), payload.parameters());
  }

  private static String packing(Codec codec) {
    return codec.isOctetAligned() ? "octet-align=1" : "";
  }

  private static String joined(String... parts) {
    return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(";"));
  }
}
