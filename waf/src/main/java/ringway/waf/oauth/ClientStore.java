// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.identity.Taken;

/**
 * The clients of all nodes: those of the config file and those an administrator added. Secrets are
 * there as hashes only. Thread-safe.
 */
public final class ClientStore implements Clients {
  private static final String COLUMNS =
      "id, from_config, method, credential, origins, redirect_uris,"
          + " post_logout_redirect_uris, scopes, pools, token_form,"
          + " may_introspect, may_exchange";

  private final Jdbi jdbi;

  public ClientStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Brings the clients of the config file in: they replace what is there under their ids, and those
   * of an earlier config file that are no longer in it go.
   */
  public void merge(Collection<Client> configured) {
    List<String> ids = configured.stream().map(Client::id).toList();
    jdbi.useTransaction(
        handle -> {
          List<String> gone =
              handle
                  .createQuery("SELECT id FROM clients WHERE from_config = TRUE")
                  .mapTo(String.class)
                  .list();
          gone.stream().filter(id -> !ids.contains(id)).forEach(id -> delete(handle, id));
          configured.forEach(client -> put(handle, client, true));
        });
  }

  /**
   * Adds a client or replaces the one of this id.
   *
   * @throws Taken when it is of the config file, which would undo that at the next start
   */
  public void save(Client client) {
    jdbi.useTransaction(
        handle -> {
          requireOurs(handle, client.id());
          put(handle, client, false);
        });
  }

  /**
   * Whether there was such a client.
   *
   * @throws Taken when it is of the config file, which would undo that at the next start
   */
  public boolean remove(String id) {
    return jdbi.inTransaction(
        handle -> {
          requireOurs(handle, id);
          return delete(handle, id);
        });
  }

  private static void requireOurs(Handle handle, String id) {
    boolean configured =
        handle
            .createQuery("SELECT from_config FROM clients WHERE id = :id FOR UPDATE")
            .bind("id", id)
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false);
    if (configured) {
      throw new Taken("id", "client `" + id + "` is of the config file: change it there");
    }
  }

  public List<Client> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM clients ORDER BY id")
                .map((row, _) -> client(row))
                .list());
  }

  @Override
  public Optional<Client> withId(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM clients WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> client(row))
                .findOne());
  }

  @Override
  public Set<String> origins() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT origins FROM clients WHERE origins <> ''")
                .mapTo(String.class)
                .stream()
                .flatMap(lines -> list(lines, Function.identity()).stream())
                .collect(Collectors.toUnmodifiableSet()));
  }

  private static boolean delete(Handle handle, String id) {
    return handle.createUpdate("DELETE FROM clients WHERE id = :id").bind("id", id).execute() == 1;
  }

  private static void put(Handle handle, Client client, boolean fromConfig) {
    int known = write(handle, UPDATE, client, fromConfig);
    if (known == 0) {
      // Two nodes may start at the same moment with the same file.
      write(handle, INSERT, client, fromConfig);
    }
  }

  private static final String UPDATE =
      "UPDATE clients SET from_config = :fromConfig, method = :method, credential = :credential,"
          + " origins = :origins, redirect_uris = :redirectUris, post_logout_redirect_uris ="
          + " :postLogoutRedirectUris, scopes = :scopes, pools = :pools, token_form = :tokenForm,"
          + " may_introspect = :mayIntrospect, may_exchange = :mayExchange WHERE id = :id";

  private static final String INSERT =
      "INSERT INTO clients ("
          + COLUMNS
          + ") VALUES (:id, :fromConfig, :method, :credential, :origins, :redirectUris,"
          + " :postLogoutRedirectUris, :scopes,"
          + " :pools, :tokenForm, :mayIntrospect, :mayExchange) ON CONFLICT DO NOTHING";

  private static int write(Handle handle, String sql, Client client, boolean fromConfig) {
    return handle
        .createUpdate(sql)
        .bind("id", client.id())
        .bind("fromConfig", fromConfig)
        .bind("method", kind(client.credential()))
        .bind("credential", text(client.credential()))
        .bind("origins", lines(client.origins()))
        .bind("redirectUris", lines(client.redirectUris()))
        .bind("postLogoutRedirectUris", lines(client.postLogoutRedirectUris()))
        .bind("scopes", lines(client.scopes()))
        .bind("pools", lines(client.pools()))
        .bind("tokenForm", client.tokenForm().name())
        .bind("mayIntrospect", client.mayIntrospect())
        .bind("mayExchange", client.mayExchange())
        .execute();
  }

  private static String kind(ClientCredential credential) {
    return switch (credential) {
      case ClientCredential.SecretHash _ -> "secret";
      case ClientCredential.InlineKeys _ -> "jwks";
      case ClientCredential.PublishedKeys _ -> "jwks-uri";
      case ClientCredential.Certificate _ -> "certificate";
    };
  }

  private static String text(ClientCredential credential) {
    return switch (credential) {
      case ClientCredential.SecretHash(String salt, String hash) -> salt + "\n" + hash;
      case ClientCredential.InlineKeys(String jwks) -> jwks;
      case ClientCredential.PublishedKeys(URI address) -> address.toString();
      case ClientCredential.Certificate(CertificateName name, boolean bind) ->
          name.kind() + "\n" + bind + "\n" + name.value();
    };
  }

  private static ClientCredential credential(String kind, String text) {
    return switch (kind) {
      case "secret" -> {
        String[] parts = text.split("\n", 2);
        yield new ClientCredential.SecretHash(parts[0], parts[1]);
      }
      case "jwks" -> new ClientCredential.InlineKeys(text);
      case "jwks-uri" -> new ClientCredential.PublishedKeys(URI.create(text));
      case "certificate" -> {
        String[] parts = text.split("\n", 3);
        yield new ClientCredential.Certificate(
            new CertificateName(CertificateName.Kind.valueOf(parts[0]), parts[2]),
            Boolean.parseBoolean(parts[1]));
      }
      default -> throw new IllegalStateException("no such kind of client credential: " + kind);
    };
  }

  private static Client client(ResultSet row) throws SQLException {
    return new Client(
        row.getString("id"),
        credential(row.getString("method"), row.getString("credential")),
        list(row.getString("origins"), URI::create),
        list(row.getString("redirect_uris"), URI::create),
        list(row.getString("post_logout_redirect_uris"), URI::create),
        list(row.getString("scopes"), Function.identity()),
        list(row.getString("pools"), Function.identity()),
        TokenForm.valueOf(row.getString("token_form")),
        row.getBoolean("may_introspect"),
        row.getBoolean("may_exchange"));
  }

  private static String lines(List<?> values) {
    return String.join("\n", values.stream().map(Object::toString).toList());
  }

  private static <T> List<T> list(String lines, Function<String, T> parse) {
    return Stream.of(lines.split("\n")).filter(line -> !line.isEmpty()).map(parse).toList();
  }
}
