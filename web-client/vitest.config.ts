// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  resolve: { alias: { '@ringway/wic': path('sdk/src/index.ts') } },
  test: {
    include: ['sdk/test/**/*.test.ts', 'softphone/test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: path('target/vitest.json') },
    testTimeout: 20_000, // the first wait before a lost connection is made again takes three seconds
    unstubGlobals: true,
    onConsoleLog: (text) => text.trim() !== '',
  },
});
