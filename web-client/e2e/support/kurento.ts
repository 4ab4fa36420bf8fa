// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';

interface Tagged {
  readonly pipeline: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The Kurento Media Server that somebody runs for these tests. */
export const KURENTO = process.env['RINGWAY_KMS_URI'] ?? '';

/**
 * Names of the pipelines it holds of one gateway.
 *
 * @param page whose WebSocket is used; it has to be one without a policy, as about:blank is
 */
export async function pipelinesOf(label: string, page: Page): Promise<string[]> {
  const all = await page.evaluate(allPipelines, KURENTO);
  return all
    .filter(({ tags }) => tags.some(({ key, value }) => key === 'ringway' && value.startsWith(`${label}/`)))
    .map(({ pipeline }) => pipeline);
}

/** Runs in the page. */
async function allPipelines(uri: string): Promise<Tagged[]> {
  const socket = new WebSocket(uri);
  let sent = 0;
  const ask = (object: string, operation: string) =>
    new Promise<unknown>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        const { result } = JSON.parse(String(data)) as { result?: { value: unknown } };
        resolve(result?.value); // none of what is gone meanwhile
      };
      socket.onclose = () => reject(new Error('Kurento has hung up'));
      const params = { object, operation, operationParams: {} };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: ++sent, method: 'invoke', params }));
    });
  await new Promise((opened, failed) => {
    socket.onopen = opened;
    socket.onerror = () => failed(new Error('no Kurento there'));
  });
  try {
    const found: Tagged[] = [];
    for (const pipeline of (await ask('manager_ServerManager', 'getPipelines')) as string[]) {
      found.push({ pipeline, tags: ((await ask(pipeline, 'getTags')) ?? []) as Tagged['tags'] });
    }
    return found;
  } finally {
    socket.onclose = null;
    socket.close();
  }
}
