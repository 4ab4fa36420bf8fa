// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * "Answer the request with this": the one way any code here refuses. Turned into a response in one
 * place, {@link SipMessages#response(gov.nist.javax.sip.message.SIPRequest, SipReject)}.
 */
public final class SipReject extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A header the answer carries besides the usual ones, such as a challenge. */
  public record Header(String name, String value) {}

  private final int status;
  private final String reason;
  private final @Nullable String warning;
  private final @Nullable Duration retryAfter;
  private final transient List<Header> headers;
  private final @Nullable String body;

  private SipReject(
      int status,
      String reason,
      @Nullable String warning,
      @Nullable Duration retryAfter,
      List<Header> headers,
      @Nullable String body) {
    super(
        status + " " + reason + (warning == null ? "" : " (" + warning + ")"), null, false, false);
    this.status = status;
    this.reason = reason;
    this.warning = warning;
    this.retryAfter = retryAfter;
    this.headers = headers;
    this.body = body;
  }

  public static SipReject of(int status, String reason) {
    return new SipReject(status, reason, null, null, List.of(), null);
  }

  /** 400 with the cause as warning text; the text must hold nothing secret. */
  public static SipReject badRequest(String cause) {
    return of(400, "Bad Request").withWarning(cause);
  }

  public SipReject withWarning(String text) {
    return new SipReject(status, reason, text, retryAfter, headers, body);
  }

  public SipReject withRetryAfter(Duration wait) {
    return new SipReject(status, reason, warning, wait, headers, body);
  }

  public SipReject withHeader(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new SipReject(status, reason, warning, retryAfter, List.copyOf(more), body);
  }

  public SipReject withBody(String contentType, String text) {
    SipReject typed = withHeader("Content-Type", contentType);
    return new SipReject(status, reason, warning, retryAfter, typed.headers, text);
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  public Optional<String> warning() {
    return Optional.ofNullable(warning);
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public Optional<String> body() {
    return Optional.ofNullable(body);
  }

  public List<Header> headers() {
    return headers;
  }
}
