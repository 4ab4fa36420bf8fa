// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import ringway.epcscf.transaction.LinkDown;
import ringway.runtime.config.ConfigError;

/**
 * DNS, with a bounded cache that keeps answers for their TTL. dnsjava, since the JDK's own provider
 * neither tells TTLs nor keeps to them. Look-ups block. Thread-safe.
 */
final class NameService {
  private static final Logger log = LoggerFactory.getLogger(NameService.class);
  private static final int CACHED_NAMES = 1_000;

  private final LookupSession session;
  private final DnsConfig config;

  NameService(DnsConfig config) {
    this.config = config;
    Cache cache = new Cache(DClass.IN);
    cache.setMaxEntries(CACHED_NAMES);
    cache.setMaxCache((int) config.maxTtl().toSeconds());
    cache.setMaxNCache((int) config.maxTtl().toSeconds());
    LookupSession.LookupSessionBuilder builder =
        LookupSession.defaultBuilder().clearCaches().cache(cache);
    if (!config.servers().isEmpty()) {
      builder.resolver(resolver(config)).clearSearchPath();
    }
    this.session = builder.build();
  }

  private static Resolver resolver(DnsConfig config) {
    List<Resolver> servers = new ArrayList<>();
    for (InetSocketAddress address : config.addresses()) {
      if (address.isUnresolved()) {
        throw new ConfigError("mw.dns.servers are addresses, found " + address.getHostString());
      }
      SimpleResolver server = new SimpleResolver(address);
      server.setTimeout(config.timeout());
      servers.add(server);
    }
    ExtendedResolver all = new ExtendedResolver(servers);
    all.setTimeout(config.timeout());
    all.setRetries(1);
    return all;
  }

  List<NAPTRRecord> naptr(String domain) {
    return find(domain, Type.NAPTR, NAPTRRecord.class);
  }

  List<SRVRecord> srv(String name) {
    return find(name, Type.SRV, SRVRecord.class);
  }

  /** IPv4 before IPv6; empty when the name has none. */
  List<InetAddress> addresses(String host) {
    List<InetAddress> found = new ArrayList<>();
    find(host, Type.A, ARecord.class).forEach(record -> found.add(record.getAddress()));
    find(host, Type.AAAA, AAAARecord.class).forEach(record -> found.add(record.getAddress()));
    if (found.isEmpty() && config.servers().isEmpty()) {
      // Names that only the system knows: containers, mDNS.
      try {
        found.addAll(List.of(InetAddress.getAllByName(host)));
      } catch (UnknownHostException e) {
        log.debug("not resolved host={} cause=\"{}\"", host, e.getMessage());
      }
    }
    return found;
  }

  private <T extends Record> List<T> find(String name, int type, Class<T> kind) {
    try {
      return session
          .lookupAsync(Name.fromString(name), type)
          .toCompletableFuture()
          .orTimeout(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .join()
          .getRecords()
          .stream()
          .filter(kind::isInstance)
          .map(kind::cast)
          .toList();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof NoSuchDomainException)
          && !(e.getCause() instanceof NoSuchRRSetException)) {
        log.info("DNS does not answer name={} type={} cause=\"{}\"", name, Type.string(type), e);
      }
      return List.of();
    } catch (TextParseException e) {
      throw new LinkDown(name + " is no host name", e);
    }
  }
}
