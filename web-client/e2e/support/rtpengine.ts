// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { freePort } from './own-gateway.js';

const PROGRAM = '/usr/bin/rtpengine';

/** Debian's rtpengine in user space, on loopback. */
export class Rtpengine {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  static readonly installed = existsSync(PROGRAM);

  static async start(): Promise<Rtpengine> {
    const port = await freePort();
    const process = spawn(
      PROGRAM,
      [
        '--config-file=none',
        '--foreground',
        '--table=-1',
        '--interface=127.0.0.1',
        `--listen-ng=127.0.0.1:${port}`,
        '--port-min=21000',
        '--port-max=21399',
        '--log-level=4',
        '--log-stderr',
      ],
      { stdio: 'ignore' },
    );
    const rtpengine = new Rtpengine(process, port);
    for (let attempt = 0; attempt < 50; attempt++) {
      if ((await rtpengine.ask('ping')).includes('pong')) {
        return rtpengine;
      }
    }
    process.kill();
    throw new Error('rtpengine did not start');
  }

  /** The names of its calls, as its answer has them. */
  calls(): Promise<string> {
    return this.ask('list');
  }

  private async ask(command: string): Promise<string> {
    const socket = createSocket('udp4');
    try {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(300) });
      socket.send(`${Date.now()}${Math.random()} {"command":"${command}"}`, this.port, '127.0.0.1');
      return String((await answer)[0]);
    } catch {
      return '';
    } finally {
      socket.close();
    }
  }

  async stop(): Promise<void> {
    this.process.kill();
    await once(this.process, 'exit');
  }
}
