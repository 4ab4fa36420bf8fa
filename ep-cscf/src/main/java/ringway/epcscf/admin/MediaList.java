// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import ringway.epcscf.media.MediaFunctions;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code GET /admin/media}: the media functions, whether they take calls, and their load. */
public final class MediaList {
  private final Supplier<List<MediaFunctions.Status>> functions;

  public MediaList(Supplier<List<MediaFunctions.Status>> functions) {
    this.functions = functions;
  }

  public HttpReply get(HttpRequest request) {
    return HttpReply.json(
            200, Map.of("items", functions.get().stream().map(MediaList::shown).toList()))
        .noStore();
  }

  private static Map<String, Object> shown(MediaFunctions.Status function) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", function.name());
    shown.put("state", function.state());
    shown.put("contexts", function.contexts());
    shown.put("capacity", function.capacity());
    shown.put("cpu", function.cpu());
    shown.put("ours", function.ours());
    return shown;
  }
}
