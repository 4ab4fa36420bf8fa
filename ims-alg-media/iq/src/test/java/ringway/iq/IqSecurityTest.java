// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.Secret;
import ringway.runtime.http.TlsConfig;

/** Who may control a media function, and whom a controller believes. */
class IqSecurityTest {
  private static final Secret TOKEN = Secret.of("a-token-of-at-least-thirty-two-letters");
  private static final IqClient.Limits QUICK =
      new IqClient.Limits(
          Duration.ofSeconds(5),
          4,
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofMillis(40));

  @TempDir private Path folder;
  private final FakeGateway gateway = new FakeGateway();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private PemPair media;
  private PemPair controller;
  private Optional<IqServer> server = Optional.empty();
  private Optional<IqClient> client = Optional.empty();

  @BeforeEach
  void certificates() throws Exception {
    media = PemPair.create(folder, "media");
    controller = PemPair.create(folder, "controller");
  }

  @AfterEach
  void close() {
    client.ifPresent(IqClient::close);
    server.ifPresent(IqServer::close);
  }

  private void serve(Optional<Secret> token, Optional<Path> authorities) {
    TlsConfig tls =
        new TlsConfig(
            TlsConfig.Mode.FILES, Optional.of(media.certificate()), Optional.of(media.key()));
    server =
        Optional.of(
            IqServer.start(
                new IqListenerConfig("127.0.0.1", 0, tls, token, authorities),
                Duration.ofMinutes(1),
                gateway,
                metrics));
  }

  private IqClient connect(Optional<Secret> token, Path believed, Optional<PemPair> shown) {
    client.ifPresent(IqClient::close);
    IqAccess access =
        new IqAccess(
            token,
            new IqAccess.Tls(
                Optional.of(believed), shown.map(PemPair::certificate), shown.map(PemPair::key)));
    URI address = URI.create("wss://127.0.0.1:" + server.orElseThrow().port() + "/iq");
    IqClient connected = IqClient.connect(address, access, QUICK);
    client = Optional.of(connected);
    return connected;
  }

  private void assertRefused(IqClient refused, String reason) {
    await().until(() -> metrics.counter("ringway.iq.refused", "reason", reason).count() >= 1);
    assertThat(refused.available()).isFalse();
    assertThat(metrics.counter("ringway.iq.refused", "reason", reason).count()).isPositive();
  }

  @Test
  void whoShowsTheTokenOverTlsIsLetIn() {
    serve(Optional.of(TOKEN), Optional.empty());

    IqClient allowed = connect(Optional.of(TOKEN), media.certificate(), Optional.empty());

    assertThat(allowed.available()).isTrue();
    allowed.reserve(new Reserve("c1", List.of(new Reserve.Stream("0", "audio"))));
    assertThat(gateway.contexts).containsOnlyKeys("c1");
  }

  @Test
  void aWrongTokenAndNoneAreRefusedAndCounted() {
    serve(Optional.of(TOKEN), Optional.empty());

    Secret wrong = Secret.of("another-token-of-thirty-two-letters-or-so");
    assertRefused(connect(Optional.of(wrong), media.certificate(), Optional.empty()), "token");
    metrics.clear();
    assertThat(connect(Optional.empty(), media.certificate(), Optional.empty()).available())
        .isFalse();
  }

  @Test
  void whoShowsACertificateOfTheAuthorityIsLetIn() {
    serve(Optional.of(TOKEN), Optional.of(controller.certificate()));

    assertThat(
            connect(Optional.of(TOKEN), media.certificate(), Optional.of(controller)).available())
        .isTrue();
    assertThat(connect(Optional.empty(), media.certificate(), Optional.of(controller)).available())
        .as("the certificate does not stand for the token")
        .isFalse();
  }

  @Test
  void noCertificateAndOneOfAStrangerAreRefusedAndCounted() throws Exception {
    serve(Optional.empty(), Optional.of(controller.certificate()));
    PemPair stranger = PemPair.create(folder, "stranger");

    assertRefused(connect(Optional.empty(), media.certificate(), Optional.empty()), "certificate");
    assertThat(connect(Optional.empty(), media.certificate(), Optional.of(stranger)).available())
        .isFalse();
  }

  @Test
  void aMediaFunctionOfAnUnknownAuthorityIsNotBelieved() {
    serve(Optional.of(TOKEN), Optional.empty());

    assertThat(connect(Optional.of(TOKEN), controller.certificate(), Optional.empty()).available())
        .isFalse();
  }

  @Test
  void newAuthoritiesAndCertificatesAreTakenWithoutARestart() throws Exception {
    serve(Optional.empty(), Optional.of(controller.certificate()));
    IqClient allowed = connect(Optional.empty(), media.certificate(), Optional.of(controller));
    assertThat(allowed.available()).isTrue();
    PemPair next = PemPair.create(folder, "next");

    replace(next.certificate(), controller.certificate());
    await()
        .until(() -> connect(Optional.empty(), media.certificate(), Optional.of(next)).available());
    replace(next.key(), controller.key());
    // The certificate of before is no longer believed, its file holds the new one.
    assertThat(connect(Optional.empty(), media.certificate(), Optional.of(controller)).available())
        .isTrue();
  }

  @Test
  void aNewTokenIsTakenWithoutARestart() throws Exception {
    Path file = Files.writeString(folder.resolve("iq.token"), TOKEN.reveal());
    Secret shared = Secret.inFile(file);
    serve(Optional.of(shared), Optional.empty());
    awaitLetIn(shared);

    Secret next = Secret.of("the-next-token-of-thirty-two-letters-or-more");
    Files.writeString(file, next.reveal());
    awaitLetIn(next);
    awaitLetIn(shared); // who reads it from the same file
    assertThat(connect(Optional.of(TOKEN), media.certificate(), Optional.empty()).available())
        .isFalse();
  }

  private void awaitLetIn(Secret token) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> connect(Optional.of(token), media.certificate(), Optional.empty()).available());
  }

  private static void replace(Path with, Path file) throws Exception {
    Files.copy(with, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
