// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.identity.Impi;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.User;
import ringway.waf.identity.UserStore;
import ringway.waf.upstream.Links;

/** {@code users}. */
final class UserResource {
  private static final int MOST_PASSWORD = 1024;

  /** A user as it is sent; a change may leave the password out, which then stays. */
  record Sent(
      Optional<String> name,
      Optional<Secret> password,
      Optional<PasswordHash> passwordHash,
      Optional<Boolean> autoLogin,
      Optional<List<Subscription>> subscriptions) {}

  /** An account at another provider, and whose it is here. */
  record Account(String user, String issuer, String subject) {}

  private final UserStore users;
  private final Links links;
  private final SessionEnd sessions;

  UserResource(UserStore users, Links links, SessionEnd sessions) {
    this.users = users;
    this.links = links;
    this.sessions = sessions;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET users", this::list);
    add.accept("POST users", this::create);
    add.accept("PUT users", this::change);
    add.accept("DELETE users", this::delete);
    add.accept("GET users/links", this::links);
    add.accept("POST users/links", this::link);
    add.accept("DELETE users/links", this::unlink);
  }

  private HttpReply list(HttpRequest request) {
    Optional<String> name = Query.find(request, "name");
    if (name.isPresent()) {
      return HttpReply.json(
              200,
              shown(
                  users
                      .named(name.get())
                      .orElseThrow(() -> Problem.notFound("user `" + name.get() + "`"))))
          .noStore();
    }
    Page page = Page.of(request);
    return page.reply(users.after(page.after(), page.oneMore()), User::name, UserResource::shown);
  }

  private HttpReply create(HttpRequest request) {
    Sent sent = JsonBody.read(request, Sent.class);
    String name = sent.name().orElseThrow(() -> Problem.field("name", "must be given"));
    PasswordHash hash =
        hash(sent)
            .orElseThrow(
                () -> Problem.field("password", "password or password-hash must be given"));
    List<Subscription> subscriptions =
        sent.subscriptions()
            .orElseThrow(() -> Problem.field("subscriptions", "must be given, with one at least"));
    User user = user(name, hash, sent.autoLogin().orElse(true), subscriptions);
    users.add(user);
    return HttpReply.json(201, shown(user)).noStore();
  }

  private HttpReply change(HttpRequest request) {
    String name = Query.require(request, "name");
    Sent sent = JsonBody.read(request, Sent.class);
    User before = users.named(name).orElseThrow(() -> Problem.notFound("user `" + name + "`"));
    if (sent.name().filter(other -> !other.equals(name)).isPresent()) {
      throw Problem.field(
          "name", "expected `" + name + "`, as in the address: names do not change");
    }
    Optional<PasswordHash> hash = hash(sent);
    User user =
        user(
            name,
            hash.orElse(before.passwordHash()),
            sent.autoLogin().orElse(before.autoLogin()),
            sent.subscriptions().orElse(before.subscriptions()));
    List<Impi> lost = users.save(user);
    lost.forEach(sessions::end);
    if (hash.isPresent()) {
      // Whoever knew the old password may still be signed in by it.
      sessions.endAll(name);
    }
    return HttpReply.json(200, shown(user)).noStore();
  }

  private HttpReply delete(HttpRequest request) {
    String name = Query.require(request, "name");
    List<Impi> impis = users.remove(name);
    if (impis.isEmpty()) {
      throw Problem.notFound("user `" + name + "`");
    }
    sessions.endAll(name);
    impis.forEach(sessions::end);
    links.of(name).forEach(link -> links.unlink(link.issuer(), link.subject()));
    return HttpReply.of(204);
  }

  private HttpReply links(HttpRequest request) {
    String name = known(Query.require(request, "name"));
    return HttpReply.json(
            200, Map.of("items", links.of(name).stream().map(UserResource::shown).toList()))
        .noStore();
  }

  private HttpReply link(HttpRequest request) {
    Account account = JsonBody.read(request, Account.class);
    String user = known(account.user());
    if (!account.issuer().matches("https?://\\S{1,500}")) {
      throw Problem.field("issuer", "expected an address such as https://accounts.example.com");
    }
    // OpenID Connect Core §2: at most 255 ASCII characters.
    if (!account.subject().matches("[\\x20-\\x7e]{1,255}")) {
      throw Problem.field("subject", "expected the sub there: 1 to 255 ASCII characters");
    }
    if (!links.link(account.issuer(), account.subject(), user)) {
      throw Problem.conflict("subject", "this account is linked already");
    }
    return HttpReply.json(201, account).noStore();
  }

  private HttpReply unlink(HttpRequest request) {
    if (!links.unlink(Query.require(request, "issuer"), Query.require(request, "subject"))) {
      throw Problem.notFound("link of this account");
    }
    return HttpReply.of(204);
  }

  private String known(String name) {
    return users.named(name).orElseThrow(() -> Problem.notFound("user `" + name + "`")).name();
  }

  private static Map<String, Object> shown(Links.Link link) {
    return Map.of(
        "user", link.user(),
        "issuer", link.issuer(),
        "subject", link.subject(),
        "linked-at", link.linkedAt().toString());
  }

  private static Optional<PasswordHash> hash(Sent sent) {
    if (sent.password().isPresent() && sent.passwordHash().isPresent()) {
      throw Problem.field("password", "give either password or password-hash");
    }
    return sent.passwordHash().or(() -> sent.password().map(UserResource::hashed));
  }

  private static PasswordHash hashed(Secret password) {
    int length = password.reveal().length();
    if (length < 1 || length > MOST_PASSWORD) {
      throw Problem.field("password", "expected 1 to " + MOST_PASSWORD + " characters");
    }
    return PasswordHash.of(password.reveal());
  }

  private static User user(
      String name, PasswordHash hash, boolean autoLogin, List<Subscription> subscriptions) {
    try {
      return new User(name, hash, autoLogin, subscriptions);
    } catch (IllegalArgumentException e) {
      throw Problem.field(
          User.isName(name) ? "subscriptions" : "name", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> shown(User user) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", user.name());
    shown.put("auto-login", user.autoLogin());
    shown.put("subscriptions", user.subscriptions());
    return shown;
  }
}
