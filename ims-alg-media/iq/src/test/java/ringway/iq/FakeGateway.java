// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A gateway that remembers what it was told and says what the test wants. */
final class FakeGateway implements MediaGateway {
  final Map<String, Reserve> contexts = new ConcurrentHashMap<>();
  final List<SendDtmf> digits = new CopyOnWriteArrayList<>();
  final List<Configure> configured = new CopyOnWriteArrayList<>();
  private final List<Consumer<IqEvent>> listeners = new CopyOnWriteArrayList<>();
  volatile CountDownLatch hold = new CountDownLatch(0);

  @Override
  public Reserved reserve(Reserve command) {
    waitUntilFree();
    if (command.context().equals("no-room")) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "no ports left");
    }
    if (command.context().equals("broken")) {
      throw new IllegalStateException("a secret the controller must not see");
    }
    contexts.put(command.context(), command);
    return new Reserved(
        command.context(),
        command.streams().stream()
            .map(
                stream ->
                    new Reserved.Stream(
                        stream.id(),
                        webRtc("uf"),
                        new Reserved.RtpLocal("127.0.0.1", 41000, 41001)))
            .toList(),
        List.of("PCMA", "AMR-WB"),
        false,
        true);
  }

  private static Reserved.WebRtcLocal webRtc(String ufrag) {
    return new Reserved.WebRtcLocal(
        ufrag,
        "pw",
        List.of(new Reserved.Candidate("127.0.0.1", 40000)),
        new Fingerprint("sha-256", "AA:BB"));
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    return webRtc("uf-" + context + "-" + stream);
  }

  private void waitUntilFree() {
    try {
      hold.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void configure(Configure command) {
    waitUntilFree();
    if (command.stream().equals("unfit")) {
      throw new MediaFailure(MediaFailure.Kind.BAD_COMMAND, "no such stream");
    }
    configured.add(command);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    digits.add(command);
    waitUntilFree();
  }

  @Override
  public Released release(String context) {
    contexts.remove(context);
    return new Released(context, List.of(new Released.Stream("0", some(), SideReport.NOTHING, 2)));
  }

  private static SideReport some() {
    return new SideReport(
        Optional.of("PCMA"),
        new SideReport.Counters(3, 480),
        new SideReport.Counters(4, 640),
        1,
        2.5,
        Optional.of(new SideReport.Peer(5, 0.5, Optional.of(12.25))),
        Optional.of(new SideReport.PlayOut(6, 1, 2)));
  }

  @Override
  public Audit audit() {
    return new Audit(
        contexts.keySet().stream()
            .sorted()
            .map(
                id ->
                    new Audit.Context(
                        id, List.of(new Audit.Stream("0", "connected", "up", some(), some(), 1))))
            .toList());
  }

  @Override
  public Load load() {
    return Load.of(contexts.size(), 10);
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
    return true;
  }

  @Override
  public void close() {}
}
