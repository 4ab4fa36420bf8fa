// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
  private static final String PLAIN =
      "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\na=sendrecv\r\nm=video 0 RTP/AVP 99\r\na=x\r\n";

  @ParameterizedTest
  @CsvSource({
    "local none, mandatory local sendrecv, false",
    "local sendrecv, mandatory local sendrecv, true",
    "local none, optional local sendrecv, true",
    "local none, mandatory remote sendrecv, true",
    "e2e sendrecv, mandatory e2e sendrecv, true",
    "local send, mandatory local sendrecv, false",
  })
  void anOfferSaysWhetherItsSenderHasWhatItNeeds(String current, String desired, boolean met) {
    String offer = PLAIN + "a=curr:qos " + current + "\r\na=des:qos " + desired + "\r\n";

    assertThat(Preconditions.reserved(offer)).isEqualTo(met);
  }

  @Test
  void ourSideIsReservedFromTheStartForEveryStreamThatLives() {
    assertThat(Preconditions.offered(PLAIN))
        .isEqualTo(
            "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\na=sendrecv\r\n"
                + "a=curr:qos local sendrecv\r\na=curr:qos remote none\r\n"
                + "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n"
                + "m=video 0 RTP/AVP 99\r\na=x\r\n");
    assertThat(Preconditions.answered(PLAIN)).contains("a=curr:qos remote sendrecv\r\n");
  }
}
