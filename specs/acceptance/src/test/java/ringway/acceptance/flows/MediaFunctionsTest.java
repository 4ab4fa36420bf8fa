// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.flows.StandingCall.joined;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.lab.PemPair;

/** The media function as a node of its own. */
@ExtendWith(FlowExtension.class)
class MediaFunctionsTest {
  @TempDir private Path folder;

  @Test
  void callsWorkWithAMediaFunctionThatAsksForCertificateAndToken(Lab lab) throws IOException {
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
}
