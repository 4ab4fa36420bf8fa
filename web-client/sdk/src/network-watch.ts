// SPDX-License-Identifier: Apache-2.0

interface Connection extends EventTarget {
  readonly type?: string;
}

/**
 * Tells when this machine came to another network. A change of mere estimates (speed, round trip) is
 * none.
 *
 * @returns ends the watch
 */
export function watchNetwork(changed: () => void): () => void {
  if (typeof globalThis.addEventListener !== 'function') {
    return () => {};
  }
  const connection = (globalThis.navigator as { connection?: Connection }).connection;
  let type = connection?.type;
  const other = () => {
    if (connection?.type !== type) {
      type = connection?.type;
      changed();
    }
  };
  globalThis.addEventListener('online', changed);
  connection?.addEventListener('change', other);
  return () => {
    globalThis.removeEventListener('online', changed);
    connection?.removeEventListener('change', other);
  };
}
