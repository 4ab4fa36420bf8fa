// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.config.Secret;

/** A STUN or TURN server, in the shape of WebRTC's {@code RTCIceServer}. */
public record IceServer(List<String> urls, Optional<String> username, Optional<Secret> credential) {
  public IceServer {
    if (urls.isEmpty() || !urls.stream().allMatch(url -> url.matches("(stun|turn)s?:\\S+"))) {
      throw new IllegalArgumentException(
          "an ICE server needs urls such as stun:stun.example.net:3478, found " + urls);
    }
    boolean turn = urls.stream().anyMatch(url -> url.startsWith("turn"));
    if (turn && (username.isEmpty() || credential.isEmpty())) {
      // WebRTC 1.0 §4.4.1.6: a browser refuses the whole configuration otherwise.
      throw new IllegalArgumentException("a TURN server needs username and credential");
    }
    urls = List.copyOf(urls);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("urls", urls);
    username.ifPresent(value -> document.put("username", value));
    credential.ifPresent(value -> document.put("credential", value.reveal()));
    return document;
  }
}
