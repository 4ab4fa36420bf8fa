// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.token;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The first form with a password field on a page: where it goes and what stands in its fields.
 * Reads plain HTML forms of any provider, as long as no script is needed to fill them.
 */
final class HtmlForm {
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern INPUT =
      Pattern.compile("<input\\b([^>]*)>", Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Za-z][\\w-]*)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))");
  private static final Pattern CHARACTER = Pattern.compile("&(#x?[0-9a-fA-F]+|\\w+);");
  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

  private final String action;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private String userField = "";
  private String passwordField = "";

  private HtmlForm(String action, String body) {
    this.action = action;
    INPUT.matcher(body).results().forEach(input -> read(attributes(input.group(1))));
  }

  static Optional<HtmlForm> onPage(String html) {
    Matcher matcher = FORM.matcher(html);
    while (matcher.find()) {
      HtmlForm form =
          new HtmlForm(attributes(matcher.group(1)).getOrDefault("action", ""), matcher.group(2));
      if (!form.passwordField.isEmpty() && !form.userField.isEmpty()) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  private void read(Map<String, String> input) {
    String name = input.getOrDefault("name", "");
    if (name.isEmpty()) {
      return;
    }
    switch (input.getOrDefault("type", "text")) {
      case "password" -> passwordField = name;
      case "text", "email", "tel" -> {
        if (userField.isEmpty()) {
          userField = name;
        }
      }
      case "checkbox", "radio", "submit", "button", "image", "reset" -> {}
      default -> fields.put(name, input.getOrDefault("value", ""));
    }
  }

  URI target(URI page) {
    return action.isEmpty() ? page : page.resolve(action);
  }

  /** The body of the post, user name and password filled in. */
  String filledIn(String user, String password) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put(userField, user);
    all.put(passwordField, password);
    return all.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(text);
    while (matcher.find()) {
      String value =
          matcher.group(2) != null
              ? matcher.group(2)
              : matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
      attributes.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), decode(value));
    }
    return attributes;
  }

  private static String decode(String text) {
    return CHARACTER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(character(match.group(1), match.group())));
  }

  private static String character(String reference, String asWritten) {
    if (!reference.startsWith("#")) {
      return NAMED.getOrDefault(reference, asWritten);
    }
    try {
      int point =
          reference.startsWith("#x")
              ? Integer.parseInt(reference.substring(2), 16)
              : Integer.parseInt(reference.substring(1));
      return Character.isValidCodePoint(point) ? Character.toString(point) : asWritten;
    } catch (NumberFormatException _) {
      return asWritten;
    }
  }
}
