// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.util.List;
import java.util.Optional;
import ringway.epcscf.alg.Fingerprint;
import ringway.epcscf.alg.Local;
import ringway.epcscf.alg.Payload;
import ringway.epcscf.alg.Terms;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Reserved;

/** The words of session descriptions in the words of Iq, and back. */
final class IqTerms {
  private IqTerms() {}

  static Local local(Reserved.Stream stream) {
    Reserved.RtpLocal rtp = stream.rtp();
    return new Local(
        access(stream.webrtc()), new Local.Core(rtp.address(), rtp.port(), rtp.rtcpPort()));
  }

  static Local.Access access(Reserved.WebRtcLocal webrtc) {
    return new Local.Access(
        webrtc.ufrag(),
        webrtc.pwd(),
        new Fingerprint(webrtc.fingerprint().hash(), webrtc.fingerprint().value()),
        webrtc.candidates().stream()
            .map(candidate -> new Local.Candidate(candidate.address(), candidate.port()))
            .toList());
  }

  static Configure configure(String context, String stream, Terms terms) {
    return new Configure(
        context,
        stream,
        Optional.of(webrtc(terms)),
        terms
            .core()
            .map(core -> new Configure.RtpRemote(core.address(), core.port(), core.rtcpPort())),
        gate(terms),
        codecs(terms.accessPayloads()),
        codecs(terms.corePayloads()));
  }

  private static List<Codec> codecs(List<Payload> payloads) {
    return payloads.stream()
        .map(
            payload ->
                new Codec(
                    payload.type(),
                    payload.codec().encoding(),
                    payload.codec().clockRate(),
                    payload.codec().channels(),
                    ""))
        .toList();
  }

  private static Configure.WebRtcRemote webrtc(Terms terms) {
    return new Configure.WebRtcRemote(
        terms.access().ufrag(),
        terms.access().pwd(),
        terms.access().fingerprints().stream()
            .map(print -> new ringway.iq.Fingerprint(print.hash(), print.value()))
            .toList(),
        switch (terms.role()) {
          case ACTIVE -> Configure.DtlsRole.ACTIVE;
          case PASSIVE -> Configure.DtlsRole.PASSIVE;
        });
  }

  /** TS 23.334 §5.2: what was not agreed does not pass. */
  private static Configure.Gate gate(Terms terms) {
    if (terms.accessToCore()) {
      return terms.coreToAccess() ? Configure.Gate.OPEN : Configure.Gate.ACCESS_TO_CORE;
    }
    return terms.coreToAccess() ? Configure.Gate.CORE_TO_ACCESS : Configure.Gate.CLOSED;
  }
}
