// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.header.SIPHeaderNamesCache;
import gov.nist.javax.sip.parser.ParserFactory;
import java.lang.invoke.MethodHandles;
import java.util.Map;

/** What JAIN-SIP's parser needs once per JVM, before its first use. */
final class JainSetup {
  private static final int MAX_CACHED_NAMES = 4096;
  private static final Map<?, ?> HEADER_NAME_CACHE = headerNameCache();

  static {
    // Without a logger set, the first thing JAIN logs asks for log4j 1.2 and dies.
    CommonLogger.legacyLogger = new JainLog();
    CommonLogger.useLegacyLogger = true;
    ParserFactory.addToParserTable("Authorization", CredentialsParser.class);
    ParserFactory.addToParserTable("Proxy-Authorization", CredentialsParser.ForProxy.class);
    ParserFactory.addToParserTable("WWW-Authenticate", CredentialsParser.Challenge.class);
    // JAIN's own reject lists (P-Access-Network-Info), the compact form (Referred-By), or print
    // stack
    // traces (the services); nothing here looks into them, so they pass as they are.
    for (String name :
        new String[] {
          "P-Access-Network-Info",
          "Referred-By",
          "b",
          "P-Asserted-Service",
          "P-Preferred-Service",
          // The answer of the network to a Digest: relayed as it was written.
          "Authentication-Info"
        }) {
      ParserFactory.addToParserTable(name, VerbatimParser.class);
    }
  }

  private JainSetup() {}

  /** Does nothing itself; the class has been initialised when it returns. */
  static void done() {}

  /**
   * JAIN remembers every header name it ever saw, without limit: a peer that makes up names would
   * fill the heap. The cache is emptied when it has grown far beyond the names in use.
   */
  static void boundHeaderNames() {
    if (HEADER_NAME_CACHE.size() > MAX_CACHED_NAMES) {
      HEADER_NAME_CACHE.clear();
    }
  }

  static int cachedHeaderNames() {
    return HEADER_NAME_CACHE.size();
  }

  private static Map<?, ?> headerNameCache() {
    try {
      return (Map<?, ?>)
          MethodHandles.privateLookupIn(SIPHeaderNamesCache.class, MethodHandles.lookup())
              .findStaticGetter(SIPHeaderNamesCache.class, "lowercaseMap", Map.class)
              .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("another JAIN-SIP than the tested one is on the path", e);
    }
  }
}
