// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { leave, test as base } from '../support/fixtures.js';
import { expectToHear, type Client } from '../support/gateway.js';
import {
  connectSdk,
  expectConnected,
  logOf,
  openSdkPage,
  startCall,
  stateOf,
  withCall,
} from '../support/sdk-page.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const ECHO = '+15550199';

/** Alice, whose connection to the eP-CSCF goes through the test's hands. */
const test = base.extend<{ wire: TcpProxy; alice: Client }>({
  wire: async ({ page, baseURL }, use) => {
    const settings = (await (await fetch(`${baseURL}/config.json`)).json()) as { w2: string };
    const proxy = await TcpProxy.to(Number(new URL(settings.w2).port));
    await page.route(`${baseURL}/access*`, async (route) => {
      const response = await route.fetch();
      const access = (await response.json()) as { w2: string };
      const w2 = new URL(access.w2);
      w2.port = String(proxy.port);
      await route.fulfill({ response, json: { ...access, w2: w2.href } });
    });
    await use(proxy);
    await proxy.close();
  },
  alice: async ({ page, wire: _ }, use) => {
    const alice = await openSdkPage(page, 'alice');
    await connectSdk(page);
    await use(alice);
    await leave(alice);
  },
});

test('a connection cut in mid-call: the call goes on over the next one', async ({ alice, wire }) => {
  const { page } = alice;
  await startCall(page, ECHO);
  await expectConnected(page, 0);
  await expectToHear(page, 1000);
  const before = wire.connections;
  wire.cut();
  await expect.poll(() => wire.connections).toBeGreaterThan(before);
  await expect
    .poll(async () => (await logOf(page)).filter((line) => /recovering false|\d ended/.test(line)), { timeout: 40_000 })
    .toHaveLength(1);

  const restart = alice.sent.findLast((message) => message.startsWith('INVITE ')) ?? '';
  expect(restart).toMatch(/^To: .*;tag=/m);
  expect(await stateOf(page, 0)).toBe('connected');
  await expectToHear(page, 1000);
  expect(await withCall(page, 0, 'hangup')).toBe('done');
  await startCall(page, ECHO);
  await expectConnected(page, 1);
  await expectToHear(page, 1000);
});
