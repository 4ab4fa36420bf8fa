// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.core.CommonLogger;

/** What JAIN-SIP's parser needs once per JVM, before its first use. */
final class JainSetup {
  static {
    // Without a logger set, the first thing JAIN logs asks for log4j 1.2 and dies.
    CommonLogger.legacyLogger = new JainLog();
    CommonLogger.useLegacyLogger = true;
  }

  private JainSetup() {}

  /** Does nothing itself; the class has been initialised when it returns. */
  static void done() {}
}
