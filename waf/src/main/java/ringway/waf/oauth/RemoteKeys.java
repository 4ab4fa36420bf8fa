// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;

/**
 * Public keys others publish, kept for minutes; an unknown key id fetches them again, at most every
 * 30 seconds. Thread-safe.
 */
final class RemoteKeys {
  private static final int MAX_SOURCES = 1_000;
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int MAX_BYTES = 64 * 1024;

  private final Cache<URI, JWKSource<SecurityContext>> sources =
      Caffeine.newBuilder().maximumSize(MAX_SOURCES).build();

  JWKSource<SecurityContext> at(URI address) {
    return sources.get(address, RemoteKeys::source);
  }

  private static JWKSource<SecurityContext> source(URI address) {
    try {
      return JWKSourceBuilder.create(
              address.toURL(),
              new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES))
          .refreshAheadCache(false)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("no address of keys: " + address, e);
    }
  }
}
