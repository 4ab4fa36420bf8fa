// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what comes back. */
final class RecordingListener implements ClientListener {
  final List<SIPResponse> responses = new CopyOnWriteArrayList<>();
  final List<Failure> failures = new CopyOnWriteArrayList<>();

  List<Integer> statuses() {
    return responses.stream().map(SIPResponse::getStatusCode).toList();
  }

  @Override
  public void response(SIPResponse response) {
    responses.add(response);
  }

  @Override
  public void failed(Failure failure) {
    failures.add(failure);
  }
}
