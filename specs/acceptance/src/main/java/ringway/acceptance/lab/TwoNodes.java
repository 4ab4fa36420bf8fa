// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import static ringway.acceptance.sip.Words.register;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.ladder.Ladder;

/**
 * Two eP-CSCFs, each with a media function of its own, before one lab core: Alice comes to the one,
 * Bob to the other. On Mw they are told apart by their addresses.
 */
public final class TwoNodes implements Stage {
  public static final String ADDRESS_OF_ALICE = "127.0.0.21";
  public static final String ADDRESS_OF_BOB = "127.0.0.22";

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final TestWaf waf = parts.add(TestWaf.start(ladder));
  private final CorePages corePages = new CorePages(FreePort.next());
  private final Map<String, Gateway> gateways;

  TwoNodes() {
    ImsCore core = parts.add(ImsCore.start(coreConfig()));
    gateways =
        Map.of(
            Subscriber.ALICE.name(), gateway(ADDRESS_OF_ALICE, core.port()),
            Subscriber.BOB.name(), gateway(ADDRESS_OF_BOB, core.port()));
  }

  private ImsCoreConfig coreConfig() {
    return new Settings("ims-core")
        .with("port", 0)
        .with("management.port", corePages.port())
        .with("trusted-nodes", List.of(ADDRESS_OF_ALICE, ADDRESS_OF_BOB))
        .bind(ImsCoreConfig.class);
  }

  private Gateway gateway(String address, int core) {
    return Gateway.start(
        parts,
        new Settings("ep-cscf").with("mw.host", address),
        new Settings("media"),
        "sip:127.0.0.1:" + core,
        Gateway.issuer(waf));
  }

  private Gateway gatewayOf(Subscriber user) {
    return gateways.get(user.name());
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  /** A WIC that has registered at the node of its user. */
  public Wic registered(Subscriber user) {
    Wic wic = parts.add(Wic.connect(ladder, user, gatewayOf(user).w2(), Optional.empty()));
    wic.sends(register().bearer(waf.token(user).text()));
    wic.receives(200);
    return wic;
  }

  /** The media stack of that user's browser. */
  public MediaPeer browser(Subscriber user) {
    return parts.add(MediaPeer.open(ladder, user));
  }

  /** Calls whose media the media function of that user's node carries. */
  public int calls(Subscriber user) {
    return gatewayOf(user).media().getFirst().calls();
  }

  /** Messages of that method or status the core has had from a node, or sent to it. */
  public List<String> onMw(String address, String direction, String firstWords) {
    return corePages
        .reports("/messages")
        .get("messages")
        .valueStream()
        .filter(entry -> isOf(address, entry.get("peer").asText()))
        .filter(entry -> entry.get("direction").asText().equals(direction))
        .filter(entry -> entry.get("first_line").asText().startsWith(firstWords))
        .map(entry -> entry.get("text").asText())
        .distinct() // what is repeated over UDP counts once
        .toList();
  }

  /**
   * @param peer such as {@code udp 127.0.0.1:5060}
   */
  private static boolean isOf(String address, String peer) {
    return peer.contains(" " + address + ":");
  }

  @Override
  public void close() {
    try {
      corePages.record(ladder, peer -> isOf(ADDRESS_OF_ALICE, peer) || isOf(ADDRESS_OF_BOB, peer));
    } finally {
      parts.close();
    }
  }
}
