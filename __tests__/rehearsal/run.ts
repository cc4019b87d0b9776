// npm run test:rehearsal [-- words jest-arguments]: builds the programs once, then runs each file of tests, or those
// that have a word in their name, in a sandbox of its own.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPrograms, MACHINE_LACKS, MachineLacks } from '../../lib/rehearsal/programs';
import { runInSandbox } from '../../lib/rehearsal/sandbox';

const root = join(__dirname, '..', '..');
const reported = '--outputFile=';

async function main(given: readonly string[]): Promise<number> {
  const programs = buildPrograms();
  const words = given.filter(argument => !argument.startsWith('-'));
  const report = given.find(argument => argument.startsWith(reported))?.slice(reported.length);
  const reports = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-rehearsal-'));
  let exitCode = 0;
  try {
    for (const file of readdirSync(__dirname)
      .filter(name => name.endsWith('.test.ts') && (words.length === 0 || words.some(word => name.includes(word))))
      .sort()) {
      const jest = [
        join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        '--config',
        join(root, 'jest.rehearsal.config.js'),
        '--runInBand',
        '--passWithNoTests',
        `--testPathPatterns=${join(__dirname, file)}`,
        ...given.filter(argument => argument.startsWith('-') && !argument.startsWith(reported)),
        ...(report === undefined ? [] : [`${reported}${join(reports, `${file}.json`)}`]),
      ];
      exitCode = Math.max(exitCode, await runInSandbox(programs, [process.execPath, ...jest]));
    }
    if (report !== undefined) writeFileSync(report, JSON.stringify(sum(reports)));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  return exitCode;
}

const counts = ['numPassedTests', 'numFailedTests', 'numRuntimeErrorTestSuites'] as const;
type Counts = Record<(typeof counts)[number], number>;

/** Jest's own report has more; whoever counts tests reads these. */
function sum(folder: string): Counts {
  const files = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Counts);
  return Object.fromEntries(counts.map(name => [name, files.reduce((total, file) => total + file[name], 0)])) as Counts;
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(error instanceof MachineLacks ? MACHINE_LACKS : 1);
  },
);
