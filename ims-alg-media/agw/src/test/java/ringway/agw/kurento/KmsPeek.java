// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;

/** Another client of a Kurento, which looks at what is there. */
public final class KmsPeek implements AutoCloseable {
  private final KmsConnection connection;
  private final KurentoClient client;

  public KmsPeek(URI uri) {
    connection = new KmsConnection(uri, Duration.ofSeconds(10), () -> {});
    client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(connection);
    connection.open();
  }

  /** Names of the pipelines that are ours. */
  public List<String> pipelines() {
    return client.getServerManager().getPipelines().stream()
        .filter(
            pipeline -> pipeline.getTags().stream().anyMatch(tag -> tag.getKey().equals("ringway")))
        .map(MediaPipeline::getId)
        .toList();
  }

  @Override
  public void close() {
    client.destroy();
  }
}
