// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ringway.agw.ice.IceLite;
import ringway.agw.ice.StunRequest;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Packet;

/**
 * What comes from browsers to the components it is for (RFC 7983 §7): found by our user fragment in
 * a connectivity check, afterwards by the way that came; nothing but STUN is taken from elsewhere.
 * Thread-safe.
 */
final class Demultiplexer {
  private final MediaMeters meters;
  private final Map<String, IceComponent> byUfrag = new ConcurrentHashMap<>();

  Demultiplexer(MediaMeters meters) {
    this.meters = meters;
  }

  /** False when the user fragment is taken. */
  boolean register(String ufrag, IceComponent component) {
    return byUfrag.putIfAbsent(ufrag, component) == null;
  }

  void unregister(String ufrag, IceComponent component) {
    byUfrag.remove(ufrag, component);
  }

  private static boolean isSrtp(Packet packet) {
    return packet.getLength() > 0 && packet.at(0) >= 128 && packet.at(0) <= 191;
  }

  void dispatch(Packet packet, Route from) {
    int first = packet.getLength() == 0 ? -1 : packet.at(0);
    if (first >= 0 && first <= 3) {
      stun(packet, from);
      return;
    }
    boolean dtls = first >= 20 && first <= 63;
    if (!dtls && !isSrtp(packet)) {
      meters.dropped(Drop.UNKNOWN_PROTOCOL);
      return;
    }
    Optional<IceComponent> component = from.component();
    if (component.isEmpty()) {
      meters.dropped(Drop.UNKNOWN_SOURCE);
    } else if (dtls) {
      component.get().dtlsFromAccess(packet, from);
    } else {
      component.get().srtpFromAccess(packet);
    }
  }

  private void stun(Packet packet, Route from) {
    Optional<StunRequest> parsed =
        StunRequest.parse(packet.getBuffer(), packet.getOffset(), packet.getLength());
    if (parsed.isEmpty()) {
      meters.dropped(Drop.STUN_INVALID);
      return;
    }
    StunRequest request = parsed.get();
    String ufrag = request.localUfrag().orElse("");
    Optional<IceComponent> component = Optional.ofNullable(byUfrag.get(ufrag));
    IceLite.Verdict verdict =
        component
            .flatMap(known -> known.credentials(ufrag))
            .map(credentials -> IceLite.check(request, credentials, from.address()))
            .orElseGet(() -> IceLite.unknownUser(request));
    if (component.isPresent() && verdict instanceof IceLite.Verdict.Valid valid) {
      if (!from.bind(component.get())) {
        meters.dropped(Drop.STUN_ADDRESS_TAKEN);
        return;
      }
      component.get().checked(from, valid.nominated(), ufrag);
      from.send(ByteBuffer.wrap(valid.answer())); // what it answers for has happened
    } else {
      meters.dropped(Drop.STUN_REFUSED);
      from.send(ByteBuffer.wrap(verdict.answer()));
    }
  }
}
