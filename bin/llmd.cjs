#!/usr/bin/env node
// The command of the package. In a clone of the repository, which has no build/, it is bundled in memory as main.ts is.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '..', 'build', 'lib', 'cli', 'llmd.js');
if (existsSync(join(__dirname, '..', 'lib', 'cli', 'llmd.ts'))) {
  process.argv.splice(1, 1, join(__dirname, '..', 'scripts', 'run.cjs'), join(__dirname, '..', 'lib', 'cli', 'llmd.ts'));
  require('../scripts/run.cjs');
} else {
  require(built);
}
