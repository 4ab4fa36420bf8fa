// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.imscore.auth.Card;
import ringway.runtime.ladder.Ladder;

/** A real eP-CSCF before the lab core, whose users have passwords and cards. */
public final class HomeLab implements Stage {
  /** Alice's password. */
  public static final String PASSWORD = "correct horse battery";

  // TS 35.208 §4.3.1: the keys of the published test set.
  private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";
  private static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final TestWaf waf = parts.add(TestWaf.start(ladder));
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Gateway gateway;

  HomeLab() {
    ImsCore core = parts.add(ImsCore.start(coreConfig(), (InstantSource) now::get));
    gateway =
        Gateway.start(
            parts,
            new Settings("ep-cscf")
                .with("w2.tls.mode", "self-signed")
                .with("registration.schemes", List.of("digest", "aka"))
                .with("registration.reg-event", false),
            new Settings("media"),
            "sip:127.0.0.1:" + core.port(),
            Gateway.issuer(waf));
  }

  private ImsCoreConfig coreConfig() {
    return new Settings("ims-core")
        .with("port", 0)
        .with("management.port", FreePort.next())
        .with(
            "subscribers",
            List.of(
                Map.of(
                    "impi", Subscriber.ALICE.impi(),
                    "impus", Subscriber.ALICE.impus(),
                    "password", secret(PASSWORD)),
                Map.of(
                    "impi", Subscriber.BOB.impi(),
                    "impus", Subscriber.BOB.impus(),
                    "password", secret(PASSWORD),
                    "aka", Map.of("k", secret(K), "opc", secret(OPC)))))
        .bind(ImsCoreConfig.class);
  }

  private String secret(String value) {
    try {
      Path file = Files.createTempFile("ringway-home", ".secret");
      parts.add(() -> Files.deleteIfExists(file));
      return "file:" + Files.writeString(file, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bob's card.
   *
   * @param sqn the highest number it has seen
   */
  public static Card card(long sqn) {
    return Card.of(K, OPC, sqn);
  }

  /** The home network's clock goes on. */
  public void passes(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  /** An open connection, nothing sent. */
  public Wic wic(Subscriber user) {
    return parts.add(Wic.connect(ladder, user, gateway.w2(), Optional.empty()));
  }

  @Override
  public void close() {
    parts.close();
  }
}
