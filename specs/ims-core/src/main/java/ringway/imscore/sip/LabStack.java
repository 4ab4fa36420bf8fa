// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.javax.sip.EventScanner;
import gov.nist.javax.sip.EventWrapper;
import gov.nist.javax.sip.SipStackImpl;
import java.util.Properties;
import javax.sip.IOExceptionEvent;
import javax.sip.PeerUnavailableException;

/**
 * JAIN-SIP's stack with two things put right: its non-daemon event thread ends with it, and it gets
 * sockets that are open already.
 */
final class LabStack extends SipStackImpl {
  LabStack(Properties properties, ListeningSockets sockets) throws PeerUnavailableException {
    super(properties);
    ((TappedNetwork) getNetworkLayer()).use(sockets);
  }

  @Override
  public void stop() {
    EventScanner scanner = getEventScanner();
    super.stop();
    if (scanner != null) {
      // stop() sets a flag only; the thread waits for an event before it looks at the flag.
      scanner.addEvent(new EventWrapper(new IOExceptionEvent(this, "localhost", 0, "none"), null));
    }
  }
}
