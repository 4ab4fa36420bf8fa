// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.oauth.Client;
import ringway.waf.oauth.ClientStore;

/** {@code clients}, sent as they are written in the config file, except that secrets are clear. */
final class ClientResource {
  private final ClientStore clients;

  ClientResource(ClientStore clients) {
    this.clients = clients;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET clients", this::list);
    add.accept("POST clients", this::create);
    add.accept("PUT clients", this::change);
    add.accept("DELETE clients", this::delete);
  }

  private HttpReply list(HttpRequest request) {
    Page page = Page.of(request);
    List<Client> after =
        clients.all().stream()
            .filter(one -> one.id().compareTo(page.after()) > 0)
            .sorted(Comparator.comparing(Client::id)) // as a database sorts depends on its locale
            .toList();
    return page.reply(after, Client::id, ClientResource::shown);
  }

  private HttpReply create(HttpRequest request) {
    Client client = JsonBody.read(request, Client.class);
    if (clients.withId(client.id()).isPresent()) {
      throw Problem.conflict("id", "there is a client `" + client.id() + "` already");
    }
    clients.save(client);
    return HttpReply.json(201, shown(client)).noStore();
  }

  private HttpReply change(HttpRequest request) {
    String id = Query.require(request, "id");
    Client client = JsonBody.read(request, Client.class);
    if (!client.id().equals(id)) {
      throw Problem.field("id", "expected `" + id + "`, as in the address: ids do not change");
    }
    if (clients.withId(id).isEmpty()) {
      throw Problem.notFound("client `" + id + "`");
    }
    clients.save(client);
    return HttpReply.json(200, shown(client)).noStore();
  }

  private HttpReply delete(HttpRequest request) {
    String id = Query.require(request, "id");
    if (!clients.remove(id)) {
      throw Problem.notFound("client `" + id + "`");
    }
    return HttpReply.of(204);
  }

  /** By which method it authenticates, never with what. */
  private static Map<String, Object> shown(Client client) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", client.id());
    shown.put("method", client.credential().method());
    shown.put("origins", client.origins().stream().map(Object::toString).toList());
    shown.put("redirect-uris", client.redirectUris().stream().map(Object::toString).toList());
    shown.put(
        "post-logout-redirect-uris",
        client.postLogoutRedirectUris().stream().map(Object::toString).toList());
    shown.put("scopes", client.scopes());
    shown.put("pools", client.pools());
    shown.put("token-form", client.tokenForm().name().toLowerCase(Locale.ROOT));
    shown.put("may-introspect", client.mayIntrospect());
    shown.put("may-exchange", client.mayExchange());
    return shown;
  }
}
