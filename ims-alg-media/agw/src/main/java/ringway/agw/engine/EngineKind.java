// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What serves the browsers. */
public enum EngineKind {
  /** This process. */
  @JsonProperty("embedded")
  EMBEDDED,
  /** One or more rtpengine, driven by the NG protocol. */
  @JsonProperty("rtpengine")
  RTPENGINE,
  /** One or more Kurento Media Server. */
  @JsonProperty("kurento")
  KURENTO
}
