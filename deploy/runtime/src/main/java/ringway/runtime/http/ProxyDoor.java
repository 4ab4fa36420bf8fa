// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory;

/**
 * Reads the PROXY protocol from those who may speak it. To anyone else it is what it looks like:
 * broken TLS or broken HTTP.
 */
final class ProxyDoor extends AbstractConnectionFactory {
  private final Predicate<InetSocketAddress> proxies;
  private final ConnectionFactory proxied;
  private final ConnectionFactory straight;

  private ProxyDoor(
      Predicate<InetSocketAddress> proxies, ConnectionFactory proxied, ConnectionFactory straight) {
    super("proxy-door");
    this.proxies = proxies;
    this.proxied = proxied;
    this.straight = straight;
  }

  static ConnectionFactory[] before(
      List<ConnectionFactory> inside, Predicate<InetSocketAddress> proxies) {
    ConnectionFactory first = inside.getFirst();
    ConnectionFactory proxied = new ProxyConnectionFactory(first.getProtocol());
    List<ConnectionFactory> all = new ArrayList<>();
    all.add(new ProxyDoor(proxies, proxied, first));
    all.add(proxied);
    all.addAll(inside);
    return all.toArray(new ConnectionFactory[0]);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    InetSocketAddress peer = (InetSocketAddress) endPoint.getRemoteSocketAddress();
    return (proxies.test(peer) ? proxied : straight).newConnection(connector, endPoint);
  }
}
