// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import ringway.epcscf.alg.CorePeer;
import ringway.epcscf.alg.Extension;
import ringway.epcscf.alg.Fingerprint;
import ringway.epcscf.alg.Local;
import ringway.epcscf.alg.Payload;
import ringway.epcscf.alg.Terms;
import ringway.epcscf.alg.VideoFormat;
import ringway.epcscf.alg.VideoPayload;
import ringway.epcscf.alg.VideoTerms;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.Reserved;

/** The words of session descriptions in the words of Iq, and back. */
final class IqTerms {
  private IqTerms() {}

  static Local local(Reserved.Stream stream) {
    return new Local(access(stream.webrtc()), core(stream.rtp()));
  }

  static Local.Access access(Reserved.WebRtcLocal webrtc) {
    return new Local.Access(
        webrtc.ufrag(),
        webrtc.pwd(),
        new Fingerprint(webrtc.fingerprint().hash(), webrtc.fingerprint().value()),
        candidates(webrtc.candidates()),
        candidates(webrtc.rtcpCandidates()));
  }

  private static List<Local.Candidate> candidates(List<Reserved.Candidate> candidates) {
    return candidates.stream()
        .map(
            candidate ->
                new Local.Candidate(candidate.address(), candidate.port(), candidate.tcp()))
        .toList();
  }

  static Local.Core core(Reserved.RtpLocal rtp) {
    return new Local.Core(rtp.address(), rtp.port(), rtp.rtcpPort());
  }

  static Configure audio(String context, String stream, Terms terms) {
    return new Configure(
        context,
        stream,
        Optional.of(webrtc(terms)),
        terms.core().map(IqTerms::remote),
        gate(terms.accessToCore(), terms.coreToAccess()),
        codecs(terms.accessPayloads()),
        codecs(terms.corePayloads()),
        Set.of(),
        Set.of(),
        limits(terms.core(), terms.coreSends()),
        extensions(terms.level()));
  }

  static Configure video(String context, String stream, Terms terms, VideoTerms picture) {
    return new Configure(
        context,
        stream,
        Optional.of(webrtc(terms)),
        picture.core().map(IqTerms::remote),
        gate(picture.accessToCore(), picture.coreToAccess()),
        pictures(picture.accessPayloads()),
        pictures(picture.corePayloads()),
        feedback(picture.accessFeedback()),
        feedback(picture.coreFeedback()),
        limits(picture.core(), picture.coreSends()),
        extensions(picture.orientation()));
  }

  private static List<Configure.HeaderExtension> extensions(Optional<Extension> passing) {
    return passing.stream()
        .map(one -> new Configure.HeaderExtension(one.access(), one.core()))
        .toList();
  }

  /** TS 23.334 §5.5: each side may send what the other has said it takes. */
  private static Configure.Limits limits(Optional<CorePeer> core, long coreSends) {
    return new Configure.Limits(
        core.map(CorePeer::kbits).orElse(OptionalLong.empty()), OptionalLong.of(coreSends));
  }

  /** Nothing passes any more, until a picture is agreed again. */
  static Configure noVideo(String context, String stream) {
    return new Configure(
        context,
        stream,
        Optional.empty(),
        Optional.empty(),
        Configure.Gate.CLOSED,
        List.of(),
        List.of());
  }

  private static Configure.RtpRemote remote(CorePeer core) {
    return new Configure.RtpRemote(core.address(), core.port(), core.rtcpPort());
  }

  private static List<Codec> pictures(List<VideoPayload> payloads) {
    return payloads.stream()
        .map(
            payload ->
                new Codec(
                    payload.type(),
                    payload.format().encoding(),
                    VideoFormat.CLOCK_RATE,
                    1,
                    payload.format().parameters()))
        .toList();
  }

  private static Set<Feedback> feedback(Set<ringway.epcscf.alg.Feedback> kinds) {
    return kinds.stream()
        .map(
            kind ->
                switch (kind) {
                  case NACK -> Feedback.NACK;
                  case PLI -> Feedback.PLI;
                  case FIR -> Feedback.FIR;
                })
        .collect(Collectors.toSet());
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
                    payload.told()))
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
        },
        terms.access().sources(),
        terms.access().mux().shared());
  }

  /** TS 23.334 §5.2: what was not agreed does not pass. */
  private static Configure.Gate gate(boolean accessToCore, boolean coreToAccess) {
    if (accessToCore) {
      return coreToAccess ? Configure.Gate.OPEN : Configure.Gate.ACCESS_TO_CORE;
    }
    return coreToAccess ? Configure.Gate.CORE_TO_ACCESS : Configure.Gate.CLOSED;
  }
}
