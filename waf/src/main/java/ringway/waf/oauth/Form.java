// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import ringway.runtime.http.HttpRequest;

/** The parameters of a POST, each of them given once (RFC 6749 §3.2). */
record Form(Map<String, List<String>> fields) {
  private static final int MAX_FIELDS = 64;

  /** The parameters that name targets may be repeated (RFC 8707 §2, RFC 8693 §2.1). */
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  static Form of(HttpRequest request) {
    String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
      throw new OAuthReject(
          OAuth2Error.INVALID_REQUEST,
          "the Content-Type must be application/x-www-form-urlencoded");
    }
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (Fields.Field field : decoded(request.bodyText())) {
      if (field.getValues().size() > 1 && !REPEATABLE.contains(field.getName())) {
        throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "a parameter is given twice");
      }
      // RFC 6749 §3.2: a parameter without a value counts as left out.
      List<String> values = field.getValues().stream().filter(value -> !value.isEmpty()).toList();
      if (!values.isEmpty()) {
        fields.put(field.getName(), values);
      }
    }
    return new Form(fields);
  }

  private static Fields decoded(String body) {
    Fields fields = new Fields();
    try {
      UrlEncoded.decodeTo(body, fields::add, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IllegalStateException _) {
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "the form is not percent-encoded UTF-8");
    }
    if (fields.getSize() > MAX_FIELDS) {
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "the form has too many parameters");
    }
    return fields;
  }

  Optional<String> get(String name) {
    return fields.getOrDefault(name, List.of()).stream().findFirst();
  }

  List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  String require(String name) {
    return get(name)
        .orElseThrow(
            () ->
                new OAuthReject(
                    OAuth2Error.INVALID_REQUEST, "the parameter " + name + " is missing"));
  }
}
