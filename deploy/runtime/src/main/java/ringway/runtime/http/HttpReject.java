// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.util.Map;

/** A refusal that knows its answer: status, error code and one sentence for the caller. */
public final class HttpReject extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;
  private final String code;

  public HttpReject(int status, String code, String description) {
    super(description);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** The answer, which no cache keeps. */
  public HttpReply reply() {
    return HttpReply.json(status, Map.of("error", code, "error_description", getMessage()))
        .noStore();
  }
}
