// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A response as a flow names it: the status and what is particular about it. */
public record Reply(int status, List<Message.Field> set, String body) {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(100, "Trying"),
          Map.entry(180, "Ringing"),
          Map.entry(183, "Session Progress"),
          Map.entry(200, "OK"),
          Map.entry(202, "Accepted"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(423, "Interval Too Brief"),
          Map.entry(439, "First Hop Lacks Outbound Support"),
          Map.entry(486, "Busy Here"),
          Map.entry(487, "Request Terminated"),
          Map.entry(488, "Not Acceptable Here"));

  public Reply {
    set = List.copyOf(set);
  }

  public Reply header(String name, String value) {
    List<Message.Field> more = new ArrayList<>(set);
    more.add(new Message.Field(name, value));
    return new Reply(status, more, body);
  }

  public Reply body(String type, String text) {
    return new Reply(status, header("Content-Type", type).set, text);
  }

  public Reply sdp(String description) {
    return body("application/sdp", description);
  }

  String start() {
    return "SIP/2.0 " + status + " " + REASONS.getOrDefault(status, "Status");
  }

  public boolean says(String name) {
    return set.stream().anyMatch(field -> field.is(name));
  }
}
