// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const BUDGET = 150_000;

/** The build fails when the library with JsSIP, as a browser fetches it, grows beyond the budget. */
const budget: Plugin = {
  name: 'size-budget',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      const size = file.type === 'chunk' ? gzipSync(file.code).length : 0;
      this.info(`${file.fileName}: ${size} of ${BUDGET} bytes, gzipped`);
      if (size > BUDGET) {
        this.error(`${file.fileName} has ${size} bytes gzipped, the budget is ${BUDGET}`);
      }
    }
  },
};

/** One file with JsSIP inside, for a page without a build of its own. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [budget],
  build: {
    target: 'es2022',
    emptyOutDir: false,
    minify: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'ringway-wic.js' },
  },
});
