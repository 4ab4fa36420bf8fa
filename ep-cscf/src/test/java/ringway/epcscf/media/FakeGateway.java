// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.Load;
import ringway.iq.MediaFailure;
import ringway.iq.MediaGateway;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.SideReport;

/** A media function in memory that keeps its contract and remembers what it was asked. */
final class FakeGateway implements MediaGateway {
  static final Released.Stream CARRIED =
      new Released.Stream("0", SideReport.NOTHING, SideReport.NOTHING, 7);

  final Map<String, Reserve> contexts = new LinkedHashMap<>();
  final List<Configure> configured = new ArrayList<>();
  final List<SendDtmf> digits = new ArrayList<>();
  final List<String> released = new ArrayList<>();
  private final List<Consumer<IqEvent>> listeners = new ArrayList<>();
  Load load = Load.UNKNOWN;
  List<String> transcoded = List.of("opus", "G722", "PCMU", "PCMA");
  boolean telephoneEvent = true;
  boolean headerExtensions = true;
  int restarts;
  Optional<MediaFailure.Kind> failing = Optional.empty();
  Optional<MediaFailure.Kind> refusing = Optional.empty(); // new contexts alone
  Optional<MediaFailure.Kind> withoutVideo = Optional.empty();

  Configure last() {
    return configured.getLast();
  }

  private void failIfTold() {
    if (failing.isPresent()) {
      throw new MediaFailure(failing.get(), "told to fail");
    }
  }

  @Override
  public Reserved reserve(Reserve command) {
    failIfTold();
    if (refusing.isPresent()) {
      throw new MediaFailure(refusing.get(), "told to refuse");
    }
    if (withoutVideo.isPresent() && command.streams().size() > 1) {
      throw new MediaFailure(withoutVideo.get(), "one stream a call");
    }
    contexts.put(command.context(), command);
    int port = 41000 + 2 * (contexts.size() - 1);
    return new Reserved(
        command.context(),
        command.streams().stream()
            .map(
                stream ->
                    new Reserved.Stream(
                        stream.id(),
                        webRtc("gwUf"),
                        "video".equals(stream.media())
                            ? new Reserved.RtpLocal("127.0.0.1", port + 100, port + 101)
                            : new Reserved.RtpLocal("127.0.0.1", port, port + 1)))
            .toList(),
        transcoded,
        telephoneEvent,
        headerExtensions);
  }

  private static Reserved.WebRtcLocal webRtc(String ufrag) {
    return new Reserved.WebRtcLocal(
        ufrag,
        "gatewayPasswordOf24Chars",
        List.of(new Reserved.Candidate("127.0.0.1", 40000)),
        new Fingerprint("sha-256", "AB:".repeat(31) + "CD"));
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    failIfTold();
    restarts++;
    return webRtc("gwUf" + restarts);
  }

  @Override
  public void configure(Configure command) {
    failIfTold();
    if (!contexts.containsKey(command.context())) {
      throw new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no such context");
    }
    configured.add(command);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    failIfTold();
    digits.add(command);
  }

  @Override
  public Released release(String context) {
    released.add(context);
    failIfTold();
    contexts.remove(context);
    return new Released(context, List.of(CARRIED));
  }

  @Override
  public Audit audit() {
    return new Audit(
        contexts.keySet().stream().map(id -> new Audit.Context(id, List.of())).toList());
  }

  @Override
  public Load load() {
    return load;
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    listeners.add(listener);
  }

  void tell(IqEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }

  @Override
  public boolean available() {
    return failing.isEmpty();
  }

  @Override
  public void close() {
    contexts.clear();
  }
}
