// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * How much of a gateway is in use, as its controllers need to know to choose among several.
 *
 * @param capacity contexts it takes at most
 * @param cpu of its machine, 0 to 1
 * @param draining whether it takes no more contexts and ends when those it has are over
 */
public record Load(int contexts, int capacity, double cpu, boolean draining) {
  /** Of one nothing has been heard of. */
  public static final Load UNKNOWN = new Load(0, Integer.MAX_VALUE, 0, false);

  public static Load of(int contexts, int capacity) {
    return new Load(contexts, capacity, 0, false);
  }

  Load on(double cpuOfMachine, boolean drains) {
    return new Load(contexts, capacity, cpuOfMachine, drains);
  }

  /** 0 when idle, 1 when nothing more goes: places or processor, whichever is scarcer. */
  public double share() {
    return Math.max(cpu, capacity <= 0 ? 1 : (double) contexts / capacity);
  }
}
