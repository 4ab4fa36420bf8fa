// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;

/** Grants of a single node: gone after a restart, when users have to sign in again. */
public final class MemoryGrantStore implements GrantStore {
  private static final int MAX_CODES = 20_000;
  private static final int MAX_FAMILIES = 200_000;

  /** Longer than a code lives: a used code must be remembered to notice its replay. */
  private static final Duration CODE_MEMORY = Duration.ofMinutes(10);

  private record Entry(AuthorizedCode code, Optional<String> usedForFamily) {}

  private final Cache<String, Entry> codes; // guarded by this
  private final Cache<String, RefreshFamily> families; // guarded by this

  public MemoryGrantStore(Duration refreshLife) {
    codes = Caffeine.newBuilder().maximumSize(MAX_CODES).expireAfterWrite(CODE_MEMORY).build();
    families =
        Caffeine.newBuilder().maximumSize(MAX_FAMILIES).expireAfterWrite(refreshLife).build();
  }

  @Override
  public synchronized void keep(String codeHash, AuthorizedCode code) {
    codes.put(codeHash, new Entry(code, Optional.empty()));
  }

  @Override
  public synchronized Redemption redeem(String codeHash, FamilyOpening opening) {
    Entry entry = codes.getIfPresent(codeHash);
    if (entry == null) {
      return new Redemption.Unknown();
    }
    if (entry.usedForFamily().isPresent()) {
      families.invalidate(entry.usedForFamily().get());
      return new Redemption.Replayed(entry.usedForFamily().get());
    }
    RefreshFamily family = opening.open(entry.code());
    families.put(family.id(), family);
    codes.put(codeHash, new Entry(entry.code(), Optional.of(family.id())));
    return new Redemption.First(entry.code());
  }

  @Override
  public synchronized Optional<RefreshFamily> family(String id) {
    return Optional.ofNullable(families.getIfPresent(id));
  }

  @Override
  public synchronized boolean rotate(String familyId, String fromHash, String toHash) {
    RefreshFamily family = families.getIfPresent(familyId);
    if (family == null || !family.currentHash().equals(fromHash)) {
      return false;
    }
    families.put(familyId, family.withCurrent(toHash));
    return true;
  }

  @Override
  public synchronized void close(String familyId) {
    families.invalidate(familyId);
  }
}
