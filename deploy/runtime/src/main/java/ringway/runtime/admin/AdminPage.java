// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.admin;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * One page of a list kept in memory: {@code limit} items behind the key {@code after}, so that
 * nothing is missed or shown twice while the list changes.
 */
public record AdminPage(String after, int limit) {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  public static AdminPage of(HttpRequest request) {
    String limit = request.query("limit").orElse(Integer.toString(USUAL));
    if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
      throw new HttpReject(400, "bad_parameter", "limit: expected a number from 1 to " + MOST);
    }
    return new AdminPage(request.query("after").orElse(""), Integer.parseInt(limit));
  }

  /**
   * @param all in any order
   * @param key differs from item to item
   */
  public <T> HttpReply reply(Stream<T> all, Function<T, String> key, Function<T, Object> shown) {
    List<T> found =
        all.filter(item -> key.apply(item).compareTo(after) > 0)
            .sorted(Comparator.comparing(key))
            .limit(limit + 1L)
            .toList();
    List<T> page = found.subList(0, Math.min(limit, found.size()));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("items", page.stream().map(shown).toList());
    if (found.size() > limit) {
      body.put("next", key.apply(page.getLast()));
    }
    return HttpReply.json(200, body).noStore();
  }
}
