import { cpus, totalmem } from 'node:os';
import { cold } from './cold';
import { diff } from './diff';
import { fleet } from './fleet';
import { pods } from './pods';
import { rules } from './rules';

// npm run bench [cold] [fleet] [rules] [pods] [diff]: all without an argument. Prints ratios of things measured in one
// run, alternately; machines differ.
const wanted = process.argv.slice(2);

async function main(): Promise<void> {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, `
    + `${Math.round(totalmem() / 2 ** 30)} GiB\n`,
  );
  if (wanted.length === 0 || wanted.includes('cold')) cold();
  if (wanted.length === 0 || wanted.includes('fleet')) fleet();
  if (wanted.length === 0 || wanted.includes('rules')) rules();
  if (wanted.length === 0 || wanted.includes('pods')) await pods();
  if (wanted.length === 0 || wanted.includes('diff')) await diff();
}

void main();
