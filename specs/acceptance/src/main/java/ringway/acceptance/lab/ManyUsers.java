// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ringway.acceptance.actors.Crowd;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.ladder.Ladder;

/**
 * eP-CSCFs that come and go before a lab core that knows Alice and a {@link Crowd}; the clock of
 * all of them runs ahead when the flow says so.
 */
public final class ManyUsers implements Stage {
  private static final Duration TOKEN_LIFE = Duration.ofDays(1);

  /** One eP-CSCF and its media function. */
  public final class Node {
    private final Gateway gateway =
        Gateway.start(
            parts,
            new Settings("ep-cscf")
                .with("registration.reg-event", false)
                .with("w2.max-connections-per-address", 10_000)
                .with("w2.handshakes-per-second", handshakesPerSecond)
                .with("trace.memory", "1MiB"),
            List.of(media),
            "sip:127.0.0.1:" + core().port(),
            Gateway.issuer(waf),
            clock);

    public URI w2() {
      return gateway.w2();
    }

    /** Registrations it holds. */
    public int registered() {
      return (int) gateway.epCscfMetrics().sum("ringway_registered_flows");
    }

    /** What it has refused for reaching a limit. */
    public double limited() {
      return gateway.epCscfMetrics().sum("ringway_w2_limited_total");
    }

    public void stops() {
      ladder.step("an eP-CSCF stops");
      gateway.epCscf().close();
    }
  }

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final LaterClock clock = new LaterClock();
  private final TestWaf waf = parts.add(TestWaf.start(ladder));
  private final MediaNode media = parts.add(MediaNode.start(new Settings("media")));
  private final CorePages corePages = new CorePages(FreePort.next());
  private List<Subscriber> users = List.of();
  private Optional<ImsCore> core = Optional.empty();
  private int handshakesPerSecond = 100;

  ManyUsers() {}

  /** As many users beside Alice, before anything has made the core start. */
  public ManyUsers with(int count) {
    users =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  String address = "user" + i + "@" + Subscriber.DOMAIN;
                  return new Subscriber("user" + i, address, List.of("sip:" + address));
                })
            .toList();
    return this;
  }

  /** All clients come from one address here; how many a second it may try is a limit of its own. */
  public ManyUsers withHandshakesPerSecond(int most) {
    handshakesPerSecond = most;
    return this;
  }

  private ImsCore core() {
    if (core.isEmpty()) {
      List<Map<String, Object>> known = new ArrayList<>();
      Stream.concat(Stream.of(Subscriber.ALICE), users.stream())
          .forEach(user -> known.add(Map.of("impi", user.impi(), "impus", user.impus())));
      ImsCoreConfig config =
          new Settings("ims-core")
              .with("port", 0)
              .with("management.port", corePages.port())
              .with("subscribers", known)
              .bind(ImsCoreConfig.class);
      core = Optional.of(parts.add(ImsCore.start(config, clock)));
    }
    return core.get();
  }

  /** Another eP-CSCF. */
  public Node node() {
    return new Node();
  }

  /** Alice, who is in no crowd. */
  public Wic alice(Node node) {
    return parts.add(Wic.connect(ladder, Subscriber.ALICE, node.w2(), Optional.empty()));
  }

  /** A token that outlives the flow. */
  public String token(Subscriber user) {
    return waf.token(user).livingFor(TOKEN_LIFE).text();
  }

  /** A client for each user, not connected yet. */
  public Crowd crowd() {
    return parts.add(new Crowd(users, this::token));
  }

  /** Contacts the core holds. */
  public int contacts() {
    return (int) new Metrics(corePages.port()).sum("ringway_imscore_contacts");
  }

  /** The tone phone of the core calls Alice. */
  public void callsAlice() {
    corePages.does("/call?to=" + Subscriber.ALICE.impu());
  }

  /** Everyone's clock goes on. */
  public void passes(Duration time) {
    clock.advance(time);
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  @Override
  public void close() {
    parts.close();
  }
}
