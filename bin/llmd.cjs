#!/usr/bin/env node
// The command of the package. In a clone of the repository, which has no build/, it is bundled in memory as main.ts is.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const source = join(__dirname, '..', 'lib', 'cli', 'llmd.ts');
if (existsSync(source)) {
  process.argv.splice(2, 0, source);
  require('../scripts/run.cjs');
} else {
  require('../build/lib/cli/llmd.js');
}
