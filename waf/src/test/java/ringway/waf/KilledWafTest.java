// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.ConfigSource;

/** What clients were told of revocations and pairs holds when the WAF is killed at any moment. */
class KilledWafTest {
  private static final String SECRET = "a-secret-only-for-these-tests";
  private static final int ROUNDS = 3;
  private static final int PAIRS = 300;
  private static final int LEAST_ANSWERS = 40;
  private static final int MORE_ANSWERS = 60;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = RunningWaf.freePort();
  private final Queue<String> revoked = new ConcurrentLinkedQueue<>();
  private final Queue<String> returned = new ConcurrentLinkedQueue<>();
  private final Queue<String> lent = new ConcurrentLinkedQueue<>();
  private final Semaphore confirmed = new Semaphore(0);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void noTokenThatWasRevokedIsAcceptedAndNoPairIsLentTwice() throws Exception {
    Path config = Files.writeString(folder.resolve("waf.yaml"), settings());
    Random random = new Random();
    for (int round = 0; round < ROUNDS; round++) {
      Process waf = start(config);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Boolean>> clients =
            Stream.<Callable<Boolean>>of(this::lend, this::revoke, this::lendAndReturn)
                .map(step -> threads.submit(() -> untilItDies(step)))
                .toList();
        confirmed.acquire(LEAST_ANSWERS + random.nextInt(MORE_ANSWERS));
        kill(waf); // amid whatever the clients have just asked for
        for (Future<Boolean> client : clients) {
          assertThat(client.get()).as("served until killed").isTrue();
        }
        confirmed.drainPermits();
      }
    }
    Process waf = start(config);
    try {
      for (String token : Stream.concat(revoked.stream(), returned.stream()).toList()) {
        assertThat(post("/introspect", "token=" + token).body()).isEqualTo("{\"active\":false}");
      }
      assertThat(revoked).hasSizeGreaterThan(ROUNDS);
      assertThat(announced()).containsAll(revoked.stream().map(KilledWafTest::jti).toList());
      while (lend()) {
        assertThat(lent.size()).isLessThanOrEqualTo(PAIRS);
      }
      assertThat(lent).doesNotHaveDuplicates();
      assertThat(returned).hasSizeGreaterThan(ROUNDS);
    } finally {
      kill(waf);
    }
  }

  /** False when it was refused something before that. */
  private static boolean untilItDies(Callable<Boolean> step) throws Exception {
    try {
      while (step.call()) {}
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  /** False when there is no pair left. */
  private boolean lend() throws IOException, InterruptedException {
    return lent().isPresent();
  }

  private Optional<Map<String, Object>> lent() throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/pool/lend", "pool=public&holder=ann");
    if (answer.statusCode() == 503 && answer.body().contains("no_identity")) {
      return Optional.empty();
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<String, Object> lease = RunningWaf.json(answer);
    lent.add((String) lease.get("impi"));
    confirmed.release();
    return Optional.of(lease);
  }

  private boolean lendAndReturn() throws IOException, InterruptedException {
    Optional<Map<String, Object>> lease = lent();
    if (lease.isPresent()) {
      assertDone(post("/pool/return", "lease=" + lease.get().get("lease")));
      returned.add((String) lease.get().get("access_token"));
      confirmed.release();
    }
    return lease.isPresent();
  }

  private boolean revoke() throws IOException, InterruptedException {
    HttpResponse<String> given = post("/token", "grant_type=client_credentials&scope=own");
    assertDone(given);
    String token = (String) RunningWaf.json(given).get("access_token");
    assertDone(post("/revoke", "token=" + token));
    revoked.add(token);
    confirmed.release();
    return true;
  }

  private static void assertDone(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** The names of all tokens the event feed tells a receiver of that has heard nothing yet. */
  private Set<String> announced() throws IOException, InterruptedException, ParseException {
    Set<String> tokens = new HashSet<>();
    List<String> acknowledged = new ArrayList<>();
    while (true) {
      String acks =
          acknowledged.stream().map("\"%s\""::formatted).collect(Collectors.joining(",", "[", "]"));
      HttpResponse<String> answer =
          http.send(
              request("/events/poll", "{\"returnImmediately\":true,\"ack\":" + acks + "}")
                  .header("Authorization", "Bearer " + SECRET)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Map<?, ?> sets = (Map<?, ?>) RunningWaf.json(answer).get("sets");
      if (sets.isEmpty()) {
        return tokens;
      }
      acknowledged.clear();
      for (Map.Entry<?, ?> set : sets.entrySet()) {
        acknowledged.add((String) set.getKey());
        Map<String, Object> about =
            SignedJWT.parse((String) set.getValue()).getJWTClaimsSet().getJSONObjectClaim("sub_id");
        if (about.get("jti") instanceof String jti) {
          tokens.add(jti);
        }
      }
    }
  }

  private static String jti(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(String path, String form)
      throws IOException, InterruptedException {
    return http.send(
        request(path, form)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", RunningWaf.basic("wwsf", SECRET))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private Process start(Path config) throws IOException {
    Process waf =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                config.toString())
            .redirectErrorStream(true)
            .start();
    StringBuilder said = new StringBuilder();
    BufferedReader told = waf.inputReader();
    for (String line = told.readLine(); line != null; line = told.readLine()) {
      said.append(line).append('\n');
      if (line.equals(Victim.READY)) {
        // Its log must not fill the pipe and so stop it.
        Thread.ofVirtual().start(() -> told.lines().forEach(_ -> {}));
        return waf;
      }
    }
    throw new AssertionError("it did not start: " + said);
  }

  private static void kill(Process waf) throws InterruptedException {
    waf.toHandle().destroyForcibly(); // SIGKILL
    waf.waitFor();
  }

  private String settings() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);
    String pairs =
        IntStream.range(0, PAIRS)
            .mapToObj(
                "{impi: g%1$d@ims.example.net, impus: ['sip:g%1$d@ims.example.net']}"::formatted)
            .collect(Collectors.joining(",\n        "));
    return """
    waf:
      listen: {port: %1$d}
      management: {port: 0}
      issuer: http://localhost:%1$d
      signing-key: %2$s/signing.jwk
      store: {url: "jdbc:h2:file:%2$s/waf"}
      clients:
        - {id: wwsf, secret: "file:%3$s", scopes: [ims.register, own], pools: [public],
           may-introspect: true}
      events:
        receivers: [{id: ep-cscf, audience: "sip:ims.example.net", secret: "file:%3$s"}]
      pools:
        entries:
          - name: public
            pairs: [%4$s]
    """
        .formatted(port, folder, secret, pairs);
  }

  /** The WAF that is killed, in a process of its own. */
  static final class Victim {
    static final String READY = "the victim listens";

    private Victim() {}

    public static void main(String[] arguments) {
      Waf.start(
          ConfigSource.read(Optional.of(Path.of(arguments[0])), Set.of("waf"), Map.of())
              .section("waf", WafConfig.class));
      System.out.println(READY);
    }
  }
}
