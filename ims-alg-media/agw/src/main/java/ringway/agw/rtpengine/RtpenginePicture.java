// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.PlainLane;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSession;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/**
 * A picture in the call of the sound: for rtpengine they are one stream with two sources, which is
 * what a bundle is on the wire (RFC 8843 §9.2).
 */
final class RtpenginePicture implements AccessLeg {
  private final RtpengineLeg sound;
  private final PlainLane lane;

  RtpenginePicture(RtpengineLeg sound, PlainLane lane) {
    this.sound = sound;
    this.lane = lane;
  }

  @Override
  public Reserved.WebRtcLocal local() {
    return sound.local();
  }

  @Override
  public Reserved.WebRtcLocal restartIce() {
    return sound.restartIce();
  }

  @Override
  public void configure(Configure.WebRtcRemote browser) {
    sound.configure(browser);
  }

  @Override
  public List<Codec> carries(List<Codec> codecs) {
    lane.carries(codecs);
    return codecs;
  }

  @Override
  public void ask(List<RtcpFeedback> wishes, Set<Feedback> taken, Packet scratch) {
    lane.ask(wishes, taken);
  }

  @Override
  public Optional<Drop> send(Packet packet) {
    return lane.send(packet);
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    // The plain side sends its reports.
  }

  @Override
  public boolean consentLost(long nowNanos) {
    return sound.consentLost(nowNanos);
  }

  @Override
  public RtpSession session() {
    return lane.session();
  }

  @Override
  public SideReport report() {
    return lane.session().read();
  }

  @Override
  public String iceState() {
    return sound.iceState();
  }

  @Override
  public String dtlsState() {
    return sound.dtlsState();
  }

  @Override
  public void close() {
    lane.close();
  }
}
