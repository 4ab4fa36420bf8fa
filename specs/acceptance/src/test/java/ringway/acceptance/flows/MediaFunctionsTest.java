// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.flows.StandingCall.joined;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.lab.MediaNode;
import ringway.acceptance.lab.MediaProcess;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.iq.PemPair;

/** The media function as a node of its own. */
@ExtendWith(FlowExtension.class)
class MediaFunctionsTest {
  @TempDir private Path folder;

  @Test
  void callsWorkWithAMediaFunctionThatAsksForCertificateAndToken(Lab lab) throws Exception {
    PemPair media = PemPair.create(folder, "media");
    PemPair epCscf = PemPair.create(folder, "ep-cscf");
    Path token =
        Files.writeString(folder.resolve("iq.token"), "a-token-shared-by-these-two-functions");
    lab.withMedia("iq.tls.mode", "files")
        .withMedia("iq.tls.certificate", media.certificate().toString())
        .withMedia("iq.tls.key", media.key().toString())
        .withMedia("iq.token", "file:" + token)
        .withMedia("iq.authorities", epCscf.certificate().toString());
    lab.with("media.token", "file:" + token)
        .with("media.tls.authorities", media.certificate().toString())
        .with("media.tls.certificate", epCscf.certificate().toString())
        .with("media.tls.key", epCscf.key().toString());

    joined(lab);
  }

  private static MediaNode with(Lab lab, int calls) {
    return lab.mediaFunctions().stream()
        .filter(node -> node.calls() == calls)
        .findFirst()
        .orElseThrow();
  }

  private static void ends(Lab lab, StandingCall call) {
    call.wic().sends(bye());
    lab.core().receives(bye());
    lab.core().answers(ok());
    call.wic().receives(200);
  }

  @Test
  void callsOfAMediaFunctionThatIsGoneEndWithAReasonAndTheNextUsesTheOther(Lab lab) {
    lab.withMediaFunctions(2).withMedia("drain-time", "0s");
    StandingCall call = joined(lab);
    MediaNode gone = with(lab, 1);

    gone.close();
    lab.core().receives(bye()).with("Reason");
    lab.core().answers(200);
    call.wic().receives(bye());
    call.wic().answers(200);
    joined(lab);

    assertThat(lab.mediaFunctions().stream().filter(node -> node != gone).findFirst())
        .hasValueSatisfying(other -> assertThat(other.calls()).isEqualTo(1));
    assertThat(
            lab.epCscfMetrics().sum("ringway_media_function_up", "media=\"" + gone.name() + "\""))
        .isZero();
  }

  @Test
  void aDrainingMediaFunctionKeepsItsCallAndGetsNoMore(Lab lab) throws IOException {
    String token = "a-token-of-those-who-administer-media";
    Path file = Files.writeString(folder.resolve("admin.token"), token);
    lab.withMediaFunctions(2).withMedia("admin.token", "file:" + file);
    StandingCall call = joined(lab);
    MediaNode draining = with(lab, 1);
    MediaNode other = with(lab, 0);

    assertThat(draining.drains("another")).isEqualTo(401);
    assertThat(draining.drains(token)).isEqualTo(202);
    assertThat(draining.isReady()).isFalse();
    joined(lab);
    joined(lab);

    assertThat(other.calls()).isEqualTo(2);
    call.bothHear();
    ends(lab, call);
    await().atMost(Patience.LIMIT).until(() -> draining.calls() == 0);
  }

  @Test
  void aStopWaitsForTheCallThereIs(Lab lab) {
    StandingCall call = joined(lab);
    MediaNode node = with(lab, 1);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);
    await().atMost(Patience.LIMIT).until(() -> !node.isReady());
    call.bothHear();
    assertThat(stopped).isNotDone();
    ends(lab, call);

    assertThat(stopped).succeedsWithin(Patience.LIMIT);
  }

  @Test
  void withoutAMediaFunctionCallsAreRefusedForAWhile(Lab lab) {
    lab.withMedia("drain-time", "0s");
    Wic wic = lab.registered(ALICE);
    lab.mediaFunctions().getFirst().close();

    await()
        .atMost(Patience.LIMIT)
        .until(() -> lab.epCscfMetrics().sum("ringway_media_function_up") == 0);
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    wic.receives(503).with("Retry-After");
    lab.core().receivesNothing();
  }

  @Test
  void callsOfAMediaFunctionThatIsKilledEndWithAReasonAndItsNextLifeTakesOthers(Lab lab) {
    try (MediaProcess media = new MediaProcess()) {
      lab.with("media.functions", List.of(media.address())).with("media.lost-after", "1s");
      StandingCall call = joined(lab);

      media.kill();
      lab.core().receives(bye()).with("Reason");
      lab.core().answers(200);
      call.wic().receives(bye());
      call.wic().answers(200);
      call.wic()
          .sends(
              invite("tel:+15550199").sdp(Descriptions.browserOffer(call.browser().described())));
      call.wic().receives(503).with("Retry-After");
      assertThat(lab.epCscfMetrics().sum("ringway_calls")).isZero();

      media.startAgain();
      await()
          .atMost(Patience.LIMIT)
          .until(() -> lab.epCscfMetrics().sum("ringway_media_function_up") == 1);
      joined(lab);
    }
  }
}
