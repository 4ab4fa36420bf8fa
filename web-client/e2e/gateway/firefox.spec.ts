// SPDX-License-Identifier: Apache-2.0
import { spawnSync, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from '@playwright/test';
import { FIREFOX_MISSING, inNamespace } from '../support/firefox.js';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

function obstacle(): string | undefined {
  if (FIREFOX_MISSING !== undefined) {
    return FIREFOX_MISSING;
  }
  const [command, args] = inNamespace('true');
  const tried = spawnSync(command, [...args]);
  return tried.status === 0 ? undefined : 'no network namespace can be made here, and Firefox takes no calls over loopback';
}

test('in Firefox, alice signs in, hears herself at the echo number and hangs up', async () => {
  const reason = obstacle();
  test.skip(reason !== undefined, reason);
  test.setTimeout(260_000);
  const [command, args] = inNamespace('exec npx playwright test --config firefox.config.ts');
  try {
    await promisify(execFile)(command, [...args], { cwd: FOLDER, timeout: 250_000 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`the call in Firefox failed:\n${stdout ?? String(error)}\n${stderr ?? ''}`);
  }
});
