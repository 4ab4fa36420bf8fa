// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  resolve: {
    alias: { '@ringway/wic': fileURLToPath(new URL('../sdk/src/index.ts', import.meta.url)) },
  },
  build: {
    target: 'es2022',
    // The WWSF's Content-Security-Policy lets nothing in but files of its own.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
