// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';
import type { Addresses } from './gateway.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SITE = join(ROOT, 'web-client/softphone/dist');
const READY_LIMIT_MS = 60_000;

/** Everybody's password, and how the WAF keeps it. */
export const PASSWORD = 'carol';
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$1poN+nDrwa9gTv5i9kv4dw$n14z30PkbTONvpE+Fck5K/UYJ46AdogE6CpbgPjftLs';

/**
 * A gateway with settings of its own: tokens that end after a minute, one identity to lend to
 * visitors, a front on another origin.
 */
export class OwnGateway implements Addresses {
  private constructor(
    private readonly process: ChildProcess,
    private readonly data: string,
    readonly site: string,
    readonly core: string,
    /** Origin whose pages may use sessions of this gateway; nobody serves it, a test fills it in. */
    readonly front: string,
    private readonly waf: string,
  ) {}

  /** @param more variables of the environment, stronger than the settings */
  static async start(more: Readonly<Record<string, string>> = {}): Promise<OwnGateway> {
    const data = mkdtempSync(join(tmpdir(), 'ringway-own-'));
    const [wwsf, management, front] = [await freePort(), await freePort(), await freePort()];
    const site = `http://localhost:${wwsf}`;
    const frontOrigin = `http://localhost:${front}`;
    const [config, ready] = [join(data, 'own.yaml'), join(data, 'ready')];
    writeFileSync(config, settings(site, frontOrigin));
    const process_ = spawn(
      process.env['RINGWAY_COMMAND'] ?? join(ROOT, 'ringway'),
      ['up', '--free-ports', '--config', config, '--data', data, '--ready-file', ready],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          ...process.env,
          RINGWAY_HEAP: '256m',
          RINGWAY_WWSF_LISTEN_PORT: String(wwsf),
          RINGWAY_WAF_MANAGEMENT_PORT: String(management),
          OWN_SECRET: 'a secret between this WWSF and this WAF',
          ...more,
        },
      },
    );
    const began = Date.now();
    while (!existsSync(ready)) {
      if (process_.exitCode !== null || Date.now() - began > READY_LIMIT_MS) {
        process_.kill();
        throw new Error('a gateway with settings of its own did not start');
      }
      await new Promise((passed) => setTimeout(passed, 200));
    }
    const core = /^RINGWAY_CORE_URL=(.*)$/m.exec(readFileSync(ready, 'utf8'))?.[1] ?? '';
    return new OwnGateway(process_, data, site, core, frontOrigin, `http://127.0.0.1:${management}`);
  }

  /** As an administrator who locks somebody out. */
  async endSessionsOf(user: string): Promise<void> {
    const token = readFileSync(join(this.data, 'admin-token'), 'utf8').trim();
    const response = await fetch(`${this.waf}/admin/v1/sessions?user=${user}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw new Error(`the WAF answered ${response.status}`);
    }
  }

  async stop(): Promise<void> {
    this.process.kill();
    await once(this.process, 'exit');
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Tests that need it share one, until one of them fails. */
export const test = base.extend<object, { own: OwnGateway }>({
  own: [
    async ({}, use) => {
      const own = await OwnGateway.start();
      await use(own);
      await own.stop();
    },
    { scope: 'worker', timeout: READY_LIMIT_MS + 10_000 },
  ],
});

let nextPort = 30_000 + Math.floor(Math.random() * 1_000);

/** From below the range of which the system gives out ports by itself: no connection takes it meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const server = createServer();
    const free = await new Promise<boolean>((tried) => {
      server.once('error', () => tried(false));
      server.listen(port, '127.0.0.1', () => tried(true));
    });
    if (free) {
      await new Promise((closed) => server.close(closed));
      return port;
    }
  }
}

function settings(site: string, front: string): string {
  const user = (name: string, number: string) =>
    `{impi: ${name}@ims.example.net, impus: ["sip:${name}@ims.example.net", "tel:${number}"]}`;
  const account = (name: string, number: string) =>
    `{name: ${name}, password-hash: "${HASH}", ${user(name, number).slice(1)}`;
  const people = [['alice', '+15550101'], ['bob', '+15550102'], ['carol', '+15550103']] as const;
  return `
waf:
  token-life: 1m
  login: {session-life: 1h}
  users: [${people.map(([name, number]) => account(name, number)).join(', ')}]
  clients:
    - id: wwsf
      secret: env:OWN_SECRET
      redirect-uris: ["${site}/callback"]
      post-logout-redirect-uris: ["${site}/"]
      scopes: [openid, ims.register]
      pools: [visitors]
  pools:
    margin: 10s
    entries: [{name: visitors, pairs: [${user('guest', '+15550110')}]}]
wwsf:
  site: ${SITE}
  waf: {client-secret: env:OWN_SECRET}
  pool: {name: visitors, anonymous: true, visitors-per-address: 1000}
  fronts: ["${front}"]
ep-cscf:
  w2: {origins: ["${site}", "${front}"]}
ims-core:
  expires-min: 5s
  subscribers: [${[...people, ['guest', '+15550110'] as const].map(([name, number]) => user(name, number)).join(', ')}]
`;
}
