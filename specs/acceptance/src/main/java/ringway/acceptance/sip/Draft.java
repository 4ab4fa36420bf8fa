// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A request as a flow names it: the method and what is particular about it. Sent, everything left
 * out is filled in as a well-behaved user agent does; expected, only what is said is compared.
 */
public record Draft(
    String method,
    Optional<String> target,
    List<Message.Field> set,
    Set<String> left,
    String body,
    Optional<String> call) {
  public Draft {
    set = List.copyOf(set);
    left = Set.copyOf(left);
  }

  static Draft of(String method) {
    return new Draft(method, Optional.empty(), List.of(), Set.of(), "", Optional.empty());
  }

  /** The Request-URI, and To when the request begins a dialog. */
  public Draft to(String uri) {
    return new Draft(method, Optional.of(uri), set, left, body, call);
  }

  /** The Call-ID, where it is not the one of the registration or of the latest call. */
  public Draft inCall(String callId) {
    return new Draft(method, target, set, left, body, Optional.of(callId));
  }

  /** In place of the value that would be filled in; given twice, two lines are sent. */
  public Draft header(String name, String value) {
    List<Message.Field> more = new ArrayList<>(set);
    more.add(new Message.Field(name, value));
    return new Draft(method, target, more, left, body, call);
  }

  /** Leaves out a header that would be filled in. */
  public Draft without(String name) {
    Set<String> more = new HashSet<>(left);
    more.add(name.toLowerCase(Locale.ROOT));
    return new Draft(method, target, set, more, body, call);
  }

  /** RFC 8898 §1.4. */
  public Draft bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /** The spelling of TS 24.371 table A.3.2-1. */
  public Draft bearerAsParameter(String token) {
    return header("Authorization", "Bearer access_token=\"" + token + "\"");
  }

  public Draft expires(int seconds) {
    return header("Expires", Integer.toString(seconds));
  }

  public Draft body(String type, String text) {
    Draft typed = header("Content-Type", type);
    return new Draft(method, typed.target, typed.set, typed.left, text, call);
  }

  public Draft sdp(String description) {
    return body("application/sdp", description);
  }

  boolean says(String name) {
    return left.contains(name.toLowerCase(Locale.ROOT))
        || set.stream().anyMatch(field -> field.is(name));
  }

  /** Whether a received request is the one described. */
  public boolean describes(Message message) {
    return message.isRequest()
        && message.method().equals(method)
        && target.map(uri -> message.requestUri().equals(uri)).orElse(true)
        && call.map(id -> message.callId().equals(id)).orElse(true)
        && set.stream().allMatch(field -> message.values(field.name()).contains(field.value()));
  }
}
