// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import ringway.acceptance.actors.Visitor;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** The management pages of a lab core, as an engineer reads them. */
record CorePages(int port) {

  JsonNode reports(String page) {
    try (Visitor engineer = engineer()) {
      return Chain.json(engineer.gets(uri(page)));
    }
  }

  JsonNode does(String action) {
    try (Visitor engineer = engineer()) {
      return Chain.json(engineer.posts(uri(action), Map.of()));
    }
  }

  private Visitor engineer() {
    return new Visitor(new Ladder(), "engineer", uri("/"));
  }

  private URI uri(String page) {
    return URI.create("http://127.0.0.1:" + port + page);
  }

  /**
   * What the core saw and said on Mw, from its own log.
   *
   * @param onMw tells an eP-CSCF from the phones behind the core, by its address
   */
  void record(Ladder ladder, Predicate<String> onMw) {
    for (JsonNode entry : reports("/messages").get("messages")) {
      if (onMw.test(entry.get("peer").asText())) {
        boolean in = entry.get("direction").asText().equals("in");
        ladder.record(
            Instant.parse(entry.get("time").asText()),
            in ? Actor.EP_CSCF : Actor.CORE,
            in ? Actor.CORE : Actor.EP_CSCF,
            entry.get("first_line").asText().replaceFirst(" ?SIP/2\\.0 ?", ""),
            entry.get("text").asText());
      }
    }
  }
}
