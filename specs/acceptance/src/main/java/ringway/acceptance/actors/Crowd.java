// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Many clients that only stay registered, all at once and without a script: what they say is in no
 * ladder.
 */
public final class Crowd implements AutoCloseable {
  /** So long may all of them together take for one thing. */
  private static final long LIMIT_SECONDS = Math.max(120, Patience.LIMIT.toSeconds());

  /** Under way at once; the backlog of a listener is not longer. */
  private static final int AT_ONCE = 32;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<CrowdMember> members;

  /**
   * @param users one client each
   * @param token of a user
   */
  public Crowd(List<Subscriber> users, Function<Subscriber, String> token) {
    members = users.stream().map(user -> new CrowdMember(user, token.apply(user))).toList();
  }

  public int size() {
    return members.size();
  }

  /** All open a connection to this node and register over it; the refusals. */
  public List<String> arrives(URI w2) {
    return all(members, member -> member.connects(client, w2).thenCompose(_ -> member.registers()));
  }

  /** Some register again over the connections they have; the refusals. */
  public List<String> refreshes(Predicate<Integer> number) {
    List<CrowdMember> some =
        IntStream.range(0, members.size()).filter(number::test).mapToObj(members::get).toList();
    return all(some, CrowdMember::registers);
  }

  /** All ping so many times (RFC 5626 §4.4.1) and hear as many pongs; who does not. */
  public List<String> keepsAlive(int times) {
    return all(members, member -> member.pings(times));
  }

  /** With which codes the connections were closed; waits until all are. */
  public List<Integer> seesClose() {
    List<Integer> codes = new ArrayList<>();
    for (CrowdMember member : members) {
      codes.add(member.closed().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join());
    }
    return codes;
  }

  /** Those whose connection has ended since. */
  public long lost() {
    return members.stream().filter(member -> member.closed().isDone()).count();
  }

  /** What went wrong, a line each. */
  private static List<String> all(
      List<CrowdMember> some, Function<CrowdMember, CompletableFuture<?>> action) {
    Semaphore room = new Semaphore(AT_ONCE);
    List<CompletableFuture<?>> done = new ArrayList<>();
    for (CrowdMember member : some) {
      room.acquireUninterruptibly();
      done.add(
          action
              .apply(member)
              .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
              .whenComplete((_, _) -> room.release()));
    }
    List<String> failures = new ArrayList<>();
    for (CompletableFuture<?> one : done) {
      one.handle((_, failure) -> failure == null || failures.add(failure.toString())).join();
    }
    return failures;
  }

  @Override
  public void close() {
    members.forEach(CrowdMember::close);
    client.shutdownNow();
  }
}
