// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the groups of admin commands have in common. */
abstract class AdminCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "A command is missing; there are "
            + String.join(", ", spec.subcommands().keySet().stream().sorted().toList())
            + ".");
  }

  AdminClient client() {
    return options.client();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  int list(String path, Map<String, String> query) {
    try (AdminClient client = client()) {
      client.each(path, query, item -> out().println(item));
    }
    out().flush();
    return 0;
  }

  int send(String method, String path, Map<String, String> query) {
    try (AdminClient client = client()) {
      print(client.send(method, path, query));
    }
    return 0;
  }

  int send(String method, String path, Map<String, String> query, JsonNode body) {
    try (AdminClient client = client()) {
      print(client.send(method, path, query, body));
    }
    return 0;
  }

  private void print(JsonNode answer) {
    if (!answer.isMissingNode()) {
      out().println(answer);
      out().flush();
    }
  }

  static ObjectNode object() {
    return AdminClient.JSON.createObjectNode();
  }

  /** A subscription as the API takes it. */
  static ObjectNode subscription(String impi, List<String> impus) {
    ObjectNode subscription = object().put("impi", impi);
    ArrayNode list = subscription.putArray("impus");
    impus.forEach(list::add);
    return subscription;
  }
}
