// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;
import ringway.waf.identity.PasswordHash;

/**
 * What makes five functions an all-in-one: addresses that point at each other, whatever ports the
 * operator's file and the environment choose, and demo accounts. Those have their names for
 * passwords, so they exist on loopback only.
 */
final class AllInOneSettings {
  private static final List<String> OPEN_TO_USERS =
      List.of("waf.listen.host", "wwsf.listen.host", "ep-cscf.w2.host");

  private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]+)\\}");

  private final ConfigSource source;
  private final boolean demo;

  private AllInOneSettings(ConfigSource source, boolean demo) {
    this.source = source;
    this.demo = demo;
  }

  /**
   * @param given the operator's file and the environment
   * @param data directory for the log, the signing key and the secret of the WWSF
   * @param secrets the file a secret of this name stands in
   */
  static AllInOneSettings over(ConfigSource given, Path data, Function<String, Path> secrets) {
    String yaml =
        PLACE
            .matcher(template())
            .replaceAll(
                place -> Matcher.quoteReplacement(fill(place.group(1), given, data, secrets)));
    boolean demo = setting(given, "waf.users").isEmpty();
    AllInOneSettings settings = new AllInOneSettings(given.withDefaults(yaml), demo);
    settings.requireLoopbackForDemo();
    return settings;
  }

  private static String fill(
      String place, ConfigSource given, Path data, Function<String, Path> secrets) {
    if (place.startsWith("password:")) {
      return PasswordHash.of(place.substring("password:".length())).phc();
    }
    if (place.startsWith("secret:")) {
      return "file:" + secrets.apply(place.substring("secret:".length())).toAbsolutePath();
    }
    return switch (place) {
      case "data" -> data.toAbsolutePath().toString();
      default -> setting(given, place).asText();
    };
  }

  private static String template() {
    try (InputStream in = AllInOneSettings.class.getResourceAsStream("all-in-one.yaml")) {
      if (in == null) {
        throw new IllegalStateException("all-in-one.yaml is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigSource source() {
    return source;
  }

  boolean demo() {
    return demo;
  }

  /** The text of a setting, given by section and keys with dots. */
  String text(String key) {
    return setting(source, key).asText();
  }

  /** Where the password of the administration pages stands. */
  String adminTokenFile() {
    return text("ep-cscf.admin.token").replaceFirst("^file:", "");
  }

  /** Who can sign in, with the identities that belong to them. */
  List<JsonNode> users() {
    List<JsonNode> users = new ArrayList<>();
    setting(source, "waf.users").forEach(users::add);
    return users;
  }

  private void requireLoopbackForDemo() {
    for (String key : OPEN_TO_USERS) {
      if (demo && !isLoopback(text(key))) {
        throw new ConfigError(
            "%s is %s, but the demo accounts exist on loopback only: give users of your own in waf.users"
                .formatted(key, text(key)));
      }
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static JsonNode setting(ConfigSource source, String key) {
    String[] steps = key.split("\\.");
    NodeFunction<?> function = NodeFunction.named(steps[0]).orElseThrow();
    JsonNode node = source.effective(steps[0], function.config());
    for (int i = 1; i < steps.length; i++) {
      node = node.path(steps[i]);
    }
    return node;
  }
}
