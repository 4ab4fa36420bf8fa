// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

/** One media server of another maker, which carries browsers for us. */
public interface EngineNode extends AutoCloseable {
  /** Where it is. */
  String name();

  /** Returns when it is known whether it answers, and goes on watching. */
  void start();

  boolean alive();

  /** Calls of ours it holds. */
  int load();

  @Override
  void close();
}
