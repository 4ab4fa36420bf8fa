// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** SIP over TLS on Mw, both ways, and whose certificate it is (RFC 5922). */
class MwTlsTest {
  private static final GeneralName LOOPBACK = new GeneralName(GeneralName.iPAddress, "127.0.0.1");

  @TempDir private Path directory;
  private MwPki pki;

  @BeforeEach
  void authority() throws Exception {
    pki = new MwPki(directory);
  }

  private static SipLink link(MwTestCore from, MwTestCore to, String form) {
    return from.transport.linkTo(
        SipMessages.sipUri(form.formatted("127.0.0.1:" + to.transport.tlsPort())), 100);
  }

  @Test
  void twoNodesWithCertificatesOfOneAuthoritySpeakAndReuseTheConnection() throws Exception {
    try (MwTestCore one = MwTestCore.start(pki.node(pki, LOOPBACK));
        MwTestCore other = MwTestCore.start(pki.node(pki, LOOPBACK))) {
      SipLink link = link(one, other, "sip:%s;transport=tls");
      SIPRequest options = parsedRequest("OPTIONS", "z9hG4bKa", "c1");
      link.send(options);

      MwTestCore.Arrived arrived = other.next();
      arrived.from().send(answer((SIPRequest) arrived.message(), 200));

      assertThat(one.next().message().getFirstLine()).startsWith("SIP/2.0 200");
      assertThat(link.viaTransport()).isEqualTo("TLS");
      assertThat(link.viaSentBy()).isEqualTo("127.0.0.1:" + one.transport.tlsPort());
      assertThat(link(one, other, "sips:%s")).isSameAs(link);
    }
  }

  @Test
  void aSecureConnectionOfOursComesFromTheAddressThisNodeListensAt() throws Exception {
    MwConfig second = MwTestCore.at("127.0.0.2", Duration.ZERO, pki.node(pki, LOOPBACK));
    try (MwTestCore one = MwTestCore.start(second);
        MwTestCore other = MwTestCore.start(pki.node(pki, LOOPBACK))) {
      link(one, other, "sips:%s").send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"));

      assertThat(other.next().from().describe()).startsWith("tls 127.0.0.2:");
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    try (MwTestCore one = MwTestCore.start(pki.node(pki, LOOPBACK));
        MwTestCore other =
            MwTestCore.start(pki.node(pki, new GeneralName(GeneralName.dNSName, "x.test")))) {
      assertThatThrownBy(() -> link(one, other, "sips:%s"))
          .isInstanceOf(LinkDown.class)
          .hasMessageContaining("not of 127.0.0.1");
    }
  }

  @Test
  void aPeerOfAnUnknownAuthorityIsRefusedInBothDirections() throws Exception {
    MwPki stranger = new MwPki(Files.createDirectory(directory.resolve("stranger")));
    try (MwTestCore one = MwTestCore.start(pki.node(pki, LOOPBACK));
        MwTestCore other = MwTestCore.start(stranger.node(pki, LOOPBACK))) {
      assertThatThrownBy(() -> link(one, other, "sips:%s")).isInstanceOf(LinkDown.class);

      SipLink refused;
      try {
        refused = link(other, one, "sips:%s");
      } catch (LinkDown _) {
        return; // TLS 1.2 tells within the handshake
      }
      await().until(() -> !refused.open());
      assertThat(one.arrived).isEmpty();
    }
  }

  @Test
  void aPlainPeerAtTheSecurePortGetsNothing() throws Exception {
    try (MwTestCore one = MwTestCore.start(pki.node(pki, LOOPBACK));
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), one.transport.tlsPort())) {
      plain.setSoTimeout(10_000);
      plain
          .getOutputStream()
          .write("OPTIONS sip:x SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      byte[] rest = plain.getInputStream().readAllBytes();

      assertThat(new String(rest, StandardCharsets.ISO_8859_1)).doesNotContain("SIP/2.0");
      assertThat(one.arrived).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uri:sip:ims.test, ims.test, true",
    "uri:sip:IMS.test, ims.TEST, true",
    "uri:sip:alice@ims.test, ims.test, false",
    "uri:sip:other.test dns:ims.test, ims.test, false",
    "uri:https://x dns:ims.test, ims.test, true",
    "dns:ims.test, ims.test, true",
    "dns:*.test, ims.test, false",
    "'', subject.test, true",
    "dns:ims.test, subject.test, false",
    "ip:192.0.2.1, 192.0.2.1, true",
    "ip:192.0.2.1, 192.0.2.2, false",
    "dns:192.0.2.1, 192.0.2.1, false"
  })
  void aCertificateIsOfItsAlternativeNamesAndOfNoWildcard(
      String names, String sought, boolean covered) throws Exception {
    GeneralName[] all =
        names.isEmpty()
            ? new GeneralName[0]
            : Arrays.stream(names.split(" "))
                .map(
                    name ->
                        new GeneralName(
                            name.startsWith("uri:")
                                ? GeneralName.uniformResourceIdentifier
                                : name.startsWith("ip:")
                                    ? GeneralName.iPAddress
                                    : GeneralName.dNSName,
                            name.substring(name.indexOf(':') + 1)))
                .toArray(GeneralName[]::new);

    assertThat(CertificateNames.cover(pki.certificate("subject.test", all), sought))
        .isEqualTo(covered);
  }
}
