// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.agw.ice.IceCredentials;

/**
 * Our ICE credentials of one transport. After a restart those of before hold until the browser has
 * shown the new ones, so that media goes on meanwhile (RFC 8445 §9). Thread-safe.
 */
final class LocalIce {
  private final List<IceComponent> components;
  private volatile IceCredentials current = IceCredentials.create(); // written under this
  private volatile Optional<IceCredentials> before = Optional.empty(); // written under this
  private boolean closed; // guarded by this

  LocalIce(List<IceComponent> components) {
    this.components = components;
  }

  void open() {
    register(current);
  }

  private void register(IceCredentials credentials) {
    if (!components.stream().allMatch(component -> component.register(credentials.ufrag()))) {
      throw new IllegalStateException("two random user fragments are equal");
    }
  }

  IceCredentials current() {
    return current;
  }

  Optional<IceCredentials> named(String ufrag) {
    return Stream.concat(Stream.of(current), before.stream())
        .filter(known -> known.ufrag().equals(ufrag))
        .findFirst();
  }

  synchronized IceCredentials restart() {
    IceCredentials next = IceCredentials.create();
    if (!closed) {
      forgetBefore();
      before = Optional.of(current);
      current = next;
      register(next);
    }
    return next;
  }

  /** A check has shown that the browser has these. */
  void used(String ufrag) {
    if (before.isPresent() && ufrag.equals(current.ufrag())) {
      synchronized (this) {
        forgetBefore();
      }
    }
  }

  private void forgetBefore() {
    before.ifPresent(this::unregister);
    before = Optional.empty();
  }

  synchronized void close() {
    closed = true;
    forgetBefore();
    unregister(current);
  }

  private void unregister(IceCredentials credentials) {
    components.forEach(component -> component.unregister(credentials.ufrag()));
  }
}
