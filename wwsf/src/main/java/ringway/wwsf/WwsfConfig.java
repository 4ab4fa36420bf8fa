// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.http.ListenerConfig;
import ringway.wwsf.access.Contact;
import ringway.wwsf.access.IceServer;
import ringway.wwsf.oauth.LoginAccess;
import ringway.wwsf.oauth.PoolConfig;
import ringway.wwsf.oauth.WafAccess;
import ringway.wwsf.session.SessionStoreConfig;
import ringway.wwsf.turn.TurnConfig;

/**
 * Settings of the WWSF, section {@code wwsf}.
 *
 * @param waf who makes the tokens, and where users sign in unless {@code login} says otherwise
 * @param publicAddress how browsers reach this WWSF: scheme, host and port
 * @param sessionLife how long after a sign-in a browser stays signed in
 * @param domain home domain of the IMS network
 * @param w2 WebSocket address of the eP-CSCF
 * @param name what the page calls itself
 * @param contacts numbers the page offers to call
 * @param fronts origins of other sites whose pages may use sessions of this one
 * @param site directory of a web client in place of the one built in
 */
public record WwsfConfig(
    ListenerConfig listen,
    ListenerConfig management,
    URI publicAddress,
    WafAccess waf,
    LoginAccess login,
    PoolConfig pool,
    Duration sessionLife,
    int maxSessions,
    SessionStoreConfig store,
    List<String> fronts,
    String domain,
    URI w2,
    List<IceServer> iceServers,
    TurnConfig turn,
    String name,
    List<Contact> contacts,
    Optional<Path> site) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public WwsfConfig {
    requireWebAddress(publicAddress);
    if (!Set.of("ws", "wss").contains(String.valueOf(w2.getScheme())) || w2.getHost() == null) {
      throw new IllegalArgumentException("w2 must be a ws or wss address, found `" + w2 + "`");
    }
    if (w2.getScheme().equals("ws") && publicAddress.getScheme().equals("https")) {
      throw new IllegalArgumentException(
          "w2 must be a wss address, since browsers open no ws connection from an https page");
    }
    if (sessionLife.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("session-life must be at least 1m, found " + sessionLife);
    }
    if (maxSessions < 1) {
      throw new IllegalArgumentException("max-sessions must be at least 1, found " + maxSessions);
    }
    if (domain.isBlank()) {
      throw new IllegalArgumentException("domain must name the home domain of the IMS network");
    }
    for (String front : fronts) {
      if (!front.matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
        throw new IllegalArgumentException(
            "fronts are origins such as https://shop.example.net, without a slash at the end,"
                + " found `"
                + front
                + "`");
      }
    }
    fronts = List.copyOf(fronts);
    iceServers = List.copyOf(iceServers);
    contacts = List.copyOf(contacts);
  }

  private static void requireWebAddress(URI address) {
    boolean loopback = address.getHost() != null && LOOPBACK.contains(address.getHost());
    boolean plainLoopback = "http".equals(address.getScheme()) && loopback;
    if (address.getHost() == null || !("https".equals(address.getScheme()) || plainLoopback)) {
      // Browsers give the microphone to secure origins only, and to loopback.
      throw new IllegalArgumentException(
          "public-address must be an https address (http only on loopback), found `"
              + address
              + "`");
    }
    if (!address.getRawPath().isEmpty()
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "public-address must be scheme, host and port only, without a path or a slash at the"
              + " end");
    }
  }
}
