// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { leave } from '../support/fixtures.js';
import { expectToHear } from '../support/gateway.js';
import { openSdkPage } from '../support/sdk-page.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const lines = (code: string): string[] =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('import'));

test('the ten lines of the README are those of the example, and make a call', async ({ page }) => {
  const example = read('../../sdk/examples/quick-start.html');
  const [, shown = ''] = /```ts\n([^]*?)```/.exec(read('../../README.md')) ?? [];
  const [, run = ''] = /<script type="module">([^]*?)<\/script>/.exec(example) ?? [];
  expect(lines(run)).toEqual(lines(shown));

  const states: string[] = [];
  page.on('console', (message) => states.push(message.text()));
  const client = await openSdkPage(page, 'alice', { html: example });
  await expect.poll(() => states).toContain('connected');
  await expectToHear(page, 1000);
  await leave(client);
});
