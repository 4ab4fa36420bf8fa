// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.store.Handle;

/** Finds the user an account at a provider is. */
final class Accounts {
  private static final int HASH_SHOWN = 22;
  private static final int MOST_IMPUS = 32;
  private static final int LONGEST_IDENTITY = 200;

  private final Users users;
  private final Links links;
  private final UpstreamUsers upstreamUsers;

  Accounts(Users users, Links links, UpstreamUsers upstreamUsers) {
    this.users = users;
    this.links = links;
    this.upstreamUsers = upstreamUsers;
  }

  User user(UpstreamConfig upstream, UpstreamProvider.Account account) throws UpstreamFailure {
    return switch (upstream.accounts()) {
      case LINKED -> linked(upstream, account).orElseThrow(() -> nobody("is not linked"));
      case CLAIM -> byClaim(upstream, account);
      case IDENTITIES -> byIdentities(upstream, account);
    };
  }

  private Optional<User> linked(UpstreamConfig upstream, UpstreamProvider.Account account) {
    return links.user(upstream.issuer().toString(), account.subject()).flatMap(users::named);
  }

  /**
   * The link comes before the claim: issuer and subject never change, whereas an address may be
   * given to somebody else one day (OpenID Connect Core §5.7).
   */
  private User byClaim(UpstreamConfig upstream, UpstreamProvider.Account account)
      throws UpstreamFailure {
    Optional<User> known = linked(upstream, account);
    if (known.isPresent()) {
      return known.get();
    }
    String claim = upstream.claim().orElseThrow();
    if (!(account.claims().get(claim) instanceof String name)) {
      throw nobody("has no claim " + claim);
    }
    if (claim.equals("email") && !Boolean.TRUE.equals(account.claims().get("email_verified"))) {
      throw nobody("has an address that is not verified");
    }
    User user =
        Optional.of(name)
            .filter(User::isName)
            .flatMap(users::named)
            .orElseThrow(() -> nobody("names no user of ours"));
    links.link(upstream.issuer().toString(), account.subject(), user.name());
    return user;
  }

  private User byIdentities(UpstreamConfig upstream, UpstreamProvider.Account account)
      throws UpstreamFailure {
    Map<String, Object> claims = account.claims();
    String domain = "@" + upstream.domain().orElseThrow().toLowerCase(Locale.ROOT);
    if (!(claims.get("impi") instanceof String impi)
        || !(claims.get("impus") instanceof List<?> impus)
        || impus.isEmpty()
        || impus.size() > MOST_IMPUS
        || !impus.stream().allMatch(it -> it instanceof String text && allowed(text, domain))
        || !isOf(impi, domain)) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.UNTRUSTED, "impi and impus are not those it may name");
    }
    String name =
        upstream.id()
            + "."
            + Handle.hash(upstream.issuer() + " " + account.subject()).substring(0, HASH_SHOWN);
    try {
      return upstreamUsers.keep(name, impi, impus.stream().map(String::valueOf).toList());
    } catch (IllegalArgumentException e) {
      throw new UpstreamFailure(UpstreamFailure.Kind.UNTRUSTED, "impi or impus are malformed", e);
    }
  }

  private static boolean allowed(String impu, String domain) {
    return impu.startsWith("tel:")
        ? impu.length() <= LONGEST_IDENTITY
        : impu.startsWith("sip:") && isOf(impu, domain);
  }

  private static boolean isOf(String identity, String domain) {
    return identity.length() <= LONGEST_IDENTITY
        && identity.toLowerCase(Locale.ROOT).endsWith(domain);
  }

  private static UpstreamFailure nobody(String why) {
    return new UpstreamFailure(UpstreamFailure.Kind.NO_ACCOUNT, "the account " + why);
  }
}
