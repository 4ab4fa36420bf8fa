// SPDX-License-Identifier: Apache-2.0

/** Typed events: `E` maps an event's name to what its listeners are given. */
export class Emitter<E extends object> {
  private readonly listeners = new Map<keyof E, Set<(event: never) => void>>();

  /** Calls `listener` at every such event; the function returned ends that. */
  on<K extends keyof E>(event: K, listener: (event: E[K]) => void): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  protected listened(event: keyof E): boolean {
    return (this.listeners.get(event)?.size ?? 0) > 0;
  }

  protected emit<K extends keyof E>(event: K, value: E[K]): void {
    // A copy: a listener may take itself or another one off while we go round.
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      (listener as (event: E[K]) => void)(value);
    }
  }
}
