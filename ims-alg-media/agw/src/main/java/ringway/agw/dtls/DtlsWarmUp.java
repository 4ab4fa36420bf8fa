// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One handshake with ourselves, so that the classes and ciphers of DTLS are there when the first
 * browser calls; cold, they cost it more than a second.
 */
public final class DtlsWarmUp {
  private DtlsWarmUp() {}

  /** True when both ends got their keys. Takes as long as a cold handshake. */
  public static boolean run(DtlsSettings settings) throws InterruptedException {
    CountDownLatch established = new CountDownLatch(2);
    End client = new End(established);
    End server = new End(established);
    try (DtlsAssociation accepting =
            DtlsAssociation.start("warm-up", DtlsRole.SERVER, settings, server);
        DtlsAssociation connecting =
            DtlsAssociation.start("warm-up", DtlsRole.CLIENT, settings, client)) {
      client.peer(accepting);
      server.peer(connecting);
      return established.await(settings.handshakeTime().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static final class End implements DtlsAssociation.Owner {
    private final CountDownLatch established;
    private final CompletableFuture<DtlsAssociation> peer = new CompletableFuture<>();

    End(CountDownLatch established) {
      this.established = established;
    }

    void peer(DtlsAssociation other) {
      peer.complete(other);
    }

    @Override
    public void send(byte[] datagram) {
      peer.join().receive(datagram, 0, datagram.length);
    }

    @Override
    public boolean mayBe(byte[] certificate) {
      return true;
    }

    @Override
    public void established(DtlsAssociation association, DtlsAssociation.Established result) {
      established.countDown();
    }

    @Override
    public void failed(DtlsAssociation association, String reason) {}

    @Override
    public void closedByPeer(DtlsAssociation association) {}
  }
}
