// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * One page of a list, by the key after which it begins, so that nothing is missed or shown twice
 * while others change the list.
 */
record Page(String after, int limit) {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  static Page of(HttpRequest request) {
    String limit = request.query("limit").orElse(Integer.toString(USUAL));
    if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
      throw Problem.field("limit", "expected a number from 1 to " + MOST);
    }
    return new Page(request.query("after").orElse(""), Integer.parseInt(limit));
  }

  /**
   * @param items up to one more than {@link #limit}, by which is seen that there is a next page
   */
  <T> HttpReply reply(List<T> items, Function<T, String> key, Function<T, Object> shown) {
    List<T> page = items.subList(0, Math.min(limit, items.size()));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("items", page.stream().map(shown).toList());
    if (items.size() > limit) {
      body.put("next", key.apply(page.getLast()));
    }
    return HttpReply.json(200, body).noStore();
  }

  /** What to ask the store for. */
  int oneMore() {
    return limit + 1;
  }
}
