// SPDX-License-Identifier: Apache-2.0

// Reads the setting as JSON from standard input and writes one line of JSON for each flow.
import { text } from 'node:stream/consumers';
import { flows } from './flows.js';
import { Setting } from './setting.js';

const setting = new Setting(JSON.parse(await text(process.stdin)));

function detail(problem) {
  const cause = problem.cause ? `\ncause: ${problem.cause.stack ?? JSON.stringify(problem.cause)}` : '';
  return (problem.stack ?? String(problem)) + cause;
}

for (const [flow, run] of Object.entries(flows)) {
  try {
    await run(setting);
    console.log(JSON.stringify({ flow, result: 'passed', detail: '' }));
  } catch (problem) {
    console.log(JSON.stringify({ flow, result: 'failed', detail: detail(problem) }));
  }
}
