// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.util.List;
import java.util.Objects;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Sdp;
import ringway.runtime.ladder.Ladder;

/** A message that came as expected, and what is further asserted of it. */
public record Received(Message message, Ladder ladder) {

  private void require(boolean holds, String what) {
    if (!holds) {
      throw ladder.failure(what + " in\n" + message.text());
    }
  }

  /** The mark of trusted-node authentication (TS 24.229 §7.2A.2), and nothing to be checked. */
  public Received withAuthDone(String impi) {
    List<String> all =
        message.fields().stream()
            .filter(field -> field.name().equalsIgnoreCase("Authorization"))
            .map(Message.Field::value)
            .toList();
    require(all.size() == 1, "expected one Authorization, found " + all.size());
    String digest = all.getFirst().replaceAll("\\s*([,=])\\s*", "$1");
    require(digest.startsWith("Digest "), "Authorization is not Digest");
    for (String part :
        List.of(
            "username=\"" + impi + "\"",
            "nonce=\"\"",
            "response=\"\"",
            "integrity-protected=\"auth-done\"")) {
      require(digest.contains(part), "Authorization lacks " + part);
    }
    return this;
  }

  /** One of the values of this list header. */
  public Received with(String header, String value) {
    require(
        message.values(header).contains(value),
        "expected " + header + ": " + value + ", found " + message.values(header));
    return this;
  }

  /** The header is there exactly once with this value. */
  public Received withOnly(String header, String value) {
    require(
        Objects.equals(message.values(header), List.of(value)),
        "expected only " + header + ": " + value + ", found " + message.values(header));
    return this;
  }

  public Received with(String header) {
    require(message.header(header).isPresent(), "expected a " + header);
    return this;
  }

  /** The first such header matches the regular expression as a whole. */
  public Received matching(String header, String regex) {
    String found = message.header(header).orElse("(none)");
    require(found.matches(regex), "expected " + header + " like " + regex + ", found " + found);
    return this;
  }

  public Received without(String... headers) {
    for (String header : headers) {
      require(message.header(header).isEmpty(), "expected no " + header);
    }
    return this;
  }

  /** Somewhere in the body. */
  public Received says(String words) {
    require(message.body().contains(words), "expected a body with \"" + words + "\"");
    return this;
  }

  /** Nowhere in the message, body included. */
  public Received nowhere(String... words) {
    String text = message.text();
    for (String word : words) {
      require(!text.contains(word), "expected nothing of \"" + shown(word) + "\"");
    }
    return this;
  }

  private static String shown(String word) {
    return word.length() > 24 ? word.substring(0, 6) + "…" : word;
  }

  /** The response answers a request of this method. */
  public Received answering(String method) {
    require(message.cseqMethod().equals(method), "expected the answer of a " + method);
    return this;
  }

  public String header(String name) {
    return message.header(name).orElseThrow(() -> ladder.failure("expected a " + name));
  }

  /** The session description; there must be one. */
  public Sdp sdp() {
    require(
        message.header("Content-Type").filter(t -> t.startsWith("application/sdp")).isPresent(),
        "expected a session description");
    return Sdp.parse(message.body());
  }
}
