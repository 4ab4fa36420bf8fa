// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { freePort } from './own-gateway.js';

/** Its script, and what its phones do, are those of the acceptance tests. */
const SCRIPTS = fileURLToPath(
  new URL('../../../specs/acceptance/src/main/resources/ringway/acceptance/peers/', import.meta.url),
);
const KAMAILIO = '/usr/sbin/kamailio';
const BARESIP = '/usr/bin/baresip';
const SIPP = '/usr/bin/sipp';
const MODULES = ['/usr/lib/baresip/modules', '/usr/lib/x86_64-linux-gnu/baresip/modules'];
const TRUSTED = '127.0.0.11';
const ADDRESS = '127.0.0.1';
const PHONE_LIMIT_S = 60;

/** A real Kamailio, and the phones behind it: one for every number that is not registered. */
export class HomeNetwork {
  static readonly missing = [
    { program: KAMAILIO, from: 'kamailio' },
    { program: BARESIP, from: 'baresip-core' },
    { program: SIPP, from: 'sip-tester' },
  ]
    .filter(({ program }) => !existsSync(program))
    .map(({ from }) => from);

  private readonly folder = mkdtempSync(join(tmpdir(), 'ringway-home-'));
  private readonly running: ChildProcess[] = [];

  private constructor(
    private readonly port: number,
    private readonly farPhone: number,
  ) {}

  static async start(): Promise<HomeNetwork> {
    const home = new HomeNetwork(await freePort(), await freePair());
    const definitions = {
      PORT: String(home.port),
      TRUSTED: `"${TRUSTED}"`,
      DOMAIN: '"ims.example.net"',
      NUMBER: 'tel:+15550101',
      PEER: `"sip:${ADDRESS}:${home.farPhone}"`,
      FOLDER: `"${home.folder}"`,
    };
    home.run(KAMAILIO, [
      ...['-DD', '-E', '-f', join(SCRIPTS, 'kamailio-core.cfg'), '-P', join(home.folder, 'pid')],
      ...['-Y', home.folder, '-m', '32'],
      ...Object.entries(definitions).flatMap(([name, value]) => ['-A', `${name}=${value}`]),
    ]);
    await expect.poll(() => accepts(home.port), { message: 'Kamailio listens' }).toBe(true);
    return home;
  }

  /** What makes an eP-CSCF register there, from the address that is trusted. */
  get settings(): Readonly<Record<string, string>> {
    return { RINGWAY_EPCSCF_MW_HOST: TRUSTED, RINGWAY_EPCSCF_MW_ENTRYPOINT: `sip:${ADDRESS}:${this.port}` };
  }

  /** A phone that answers and says back what it hears. */
  async echo(number: string): Promise<void> {
    const modules = MODULES.find(existsSync) ?? '';
    const words = { port: String(this.farPhone), modules };
    writeFileSync(join(this.folder, 'config'), script('baresip.conf', words));
    writeFileSync(
      join(this.folder, 'accounts'),
      `<sip:${number}@${ADDRESS};transport=udp>;regint=0;audio_codecs=PCMA\n`,
    );
    writeFileSync(join(this.folder, 'contacts'), '');
    const phone = this.run(BARESIP, ['-f', this.folder]);
    let said = '';
    phone.stdout?.on('data', (text) => (said += String(text)));
    await expect.poll(() => said, { message: 'baresip has started' }).toContain('baresip is ready');
  }

  /** SIPp waits for a call and does as the scenario says. */
  waits(scenario: string): Phone {
    return this.sipp(scenario, this.farPhone, {}, []);
  }

  /** SIPp calls a public identity. */
  async calls(callee: string): Promise<Phone> {
    return this.sipp('caller', await freePort(), { callee }, [`${ADDRESS}:${this.port}`]);
  }

  private sipp(scenario: string, port: number, words: Record<string, string>, more: string[]): Phone {
    const file = join(this.folder, `${scenario}.xml`);
    writeFileSync(file, script(`${scenario}.xml`, words));
    const errors = join(this.folder, `${scenario}.errors`);
    return new Phone(
      this.run(SIPP, [
        ...['-sf', file, '-m', '1', '-nostdin', '-nd', '-i', ADDRESS, '-bind_local', '-p', String(port)],
        ...['-timeout', `${PHONE_LIMIT_S}s`, '-timeout_error', '-trace_err', '-error_file', errors],
        ...more,
      ]),
      errors,
    );
  }

  private run(program: string, options: string[]): ChildProcess {
    const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.resume();
    this.running.push(child);
    return child;
  }

  async stop(): Promise<void> {
    const left = this.running.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(
      left.map((child) => {
        const gone = once(child, 'exit');
        child.kill();
        return gone;
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** SIPp in a scenario. */
class Phone {
  private readonly status: Promise<unknown[]>;

  constructor(
    process: ChildProcess,
    private readonly errors: string,
  ) {
    this.status = once(process, 'exit');
  }

  /** It has played its part to the end, and the other side did what the scenario expects. */
  async isContent(): Promise<void> {
    const [status] = await this.status;
    expect(status, existsSync(this.errors) ? readFileSync(this.errors, 'utf8') : '').toBe(0);
  }
}

/** baresip takes the port above its own, too, for TLS. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if ((await freePort()) === port + 1) {
      return port;
    }
  }
}

function script(name: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(`[${word}]`, value),
    readFileSync(join(SCRIPTS, name), 'utf8'),
  );
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, ADDRESS);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
