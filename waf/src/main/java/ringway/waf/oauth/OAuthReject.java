// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.waf.store.StoreOutage;

/** A refusal in the words of the RFCs; the one place where such a refusal becomes an answer. */
final class OAuthReject extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MAX_DESCRIPTION = 300;

  private final String code;
  private final int status;

  OAuthReject(ErrorObject error, String description) {
    this(
        error.getCode().equals(OAuth2Error.INVALID_CLIENT.getCode()) ? 401 : 400,
        error,
        description);
  }

  OAuthReject(int status, ErrorObject error, String description) {
    super(legal(description), null, false, false);
    this.code = error.getCode();
    this.status = status;
  }

  /** What the SDK's parsers refuse. */
  static OAuthReject of(GeneralException failure) {
    ErrorObject error =
        Optional.ofNullable(failure.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST);
    return new OAuthReject(
        error, Optional.ofNullable(error.getDescription()).orElse("the request cannot be read"));
  }

  /** RFC 6749 §5.2 lets a description hold printable ASCII without quotes and backslashes. */
  private static String legal(String description) {
    String text =
        description.replace('"', '\'').replaceAll("[^\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]", "?");
    return text.length() <= MAX_DESCRIPTION ? text : text.substring(0, MAX_DESCRIPTION);
  }

  String code() {
    return code;
  }

  String description() {
    return String.valueOf(getMessage());
  }

  HttpReply reply() {
    HttpReply reply =
        HttpReply.json(status, Map.of("error", code, "error_description", description())).noStore();
    if (status == 429 || status == 503) {
      return reply.with("Retry-After", StoreOutage.RETRY_AFTER);
    }
    // RFC 6749 §5.2: a 401 names the scheme the client should have used.
    return status == 401 ? reply.with("WWW-Authenticate", "Basic realm=\"waf\"") : reply;
  }
}
