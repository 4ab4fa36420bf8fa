// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A refusal that knows its SIP answer; turned into one at a single place, the request dispatch. */
public final class SipReject extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;
  private final transient List<Map.Entry<String, String>> headers;

  public SipReject(int status, String reason) {
    this(status, reason, List.of());
  }

  private SipReject(int status, String reason, List<Map.Entry<String, String>> headers) {
    super(reason, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  public SipReject with(String header, String value) {
    return withEach(header, List.of(value));
  }

  /** A list header, which is built value by value. */
  public SipReject withEach(String header, List<String> values) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    values.forEach(value -> more.add(Map.entry(header, value)));
    return new SipReject(status, getMessage(), List.copyOf(more));
  }

  /** RFC 3261 §20.43: tells a person why; code 399 is the one for any other reason. */
  public SipReject warning(String agent, String why) {
    return with("Warning", "399 " + agent + " \"" + why + "\"");
  }

  public int status() {
    return status;
  }

  public List<Map.Entry<String, String>> headers() {
    return headers;
  }
}
