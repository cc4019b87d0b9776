// npm run check [-- checker ...]: lets the field's own checkers judge dist/, and ruff the Python of lib/. It prints
// what they found, what of it is accepted for which reason, and at the end the figures without and with that list.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { build } from '../programs/build.mjs';
import { accepted } from './accepted.mjs';
import { customSchemas, kubernetesSchemas, kubernetesVersions } from './kubernetes-schemas.mjs';
import { said, tool } from './tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'dist')).map(name => join(root, 'dist', name));

/** What each checker found: the rule and the whole line. */
const checkers = {
  kubeconform: () => Object.keys(kubernetesVersions).flatMap((minor) => {
    const locations = [
      '-schema-location', `${kubernetesSchemas(minor)}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
      '-schema-location', `${customSchemas()}/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json`,
    ];
    const { stdout, stderr } = said(tool('kubeconform'), [
      '-strict',
      '-output',
      'json',
      '-summary',
      '-verbose',
      ...locations,
      ...files,
    ]);
    if (stdout === '') throw new Error(stderr.trim());
    const { resources, summary } = JSON.parse(stdout);
    console.log(
      `kubeconform, Kubernetes ${minor}: ${summary.valid} valid, ${summary.invalid} invalid, ${summary.errors} `
      + `errors, ${summary.skipped} skipped`,
    );
    return resources
      .filter(({ status }) => status !== 'statusValid')
      .map(({ name, kind, msg }) => ({ rule: 'schema', line: `${minor} ${kind}/${name}: ${msg}` }));
  }),
  'kube-score': () => {
    const { stdout } = said(tool('kube-score'), ['score', '-o', 'ci', '--kubernetes-version', 'v1.34', ...files]);
    const lines = stdout.trim().split('\n');
    if (!lines.some(line => line.startsWith('[OK]'))) throw new Error('kube-score judged nothing');
    return lines
      .filter(line => /^\[(CRITICAL|WARNING)\]/.test(line))
      .map(line => ({
        rule: line.slice(line.indexOf(': ') + 2), line, level: /^\[(\w+)\]/.exec(line)[1].toLowerCase(),
      }));
  },
  gitleaks: () => {
    // What is deployed, and everything that was ever committed.
    return [['dir', join(root, 'dist')], ['git', root]].flatMap((what) => {
      const { stdout } = said(tool('gitleaks'), [
        ...what,
        '--no-banner',
        '--max-decode-depth',
        '3',
        '--report-format',
        'json',
        '--report-path',
        '-',
      ]);
      return JSON.parse(stdout).map(({ RuleID, File, StartLine }) => ({
        rule: RuleID,
        line: `${File}:${StartLine} ${RuleID}`,
      }));
    });
  },
  'pod-security': async () => {
    const judge = await build('judge');
    return files.flatMap((file) => {
      const objects = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map(document =>
        document.toJS(),
      );
      const levels = JSON.parse(said(judge, ['psa'], JSON.stringify(objects)).stdout);
      console.log(
        `pod-security, ${file.split('/').at(-1)}: `
        + `${levels.map(({ object, level }) => `${object.name} ${level}`).join(', ')}`,
      );
      return levels
        .filter(({ level }) => level !== 'restricted')
        .map(({ object, level }) => ({ rule: level, line: `${object.name} is ${level}` }));
    });
  },
  checkov: () => {
    const { stdout } = said(tool('checkov'), [
      ...files.flatMap(file => ['-f', file]),
      '--framework',
      'kubernetes',
      '--compact',
      '--quiet',
      '-o',
      'json',
    ]);
    const { results, summary } = JSON.parse(stdout);
    console.log(`checkov: ${summary.passed} checks passed`);
    return results.failed_checks.map(({ check_id: rule, check_name: name, resource }) => ({
      rule,
      line: `${rule} ${resource}: ${name}`,
    }));
  },
  ruff: () => {
    const { stdout, stderr } = said(tool('ruff'), [
      'check',
      '--output-format',
      'json',
      '--config',
      join(root, 'ruff.toml'),
      join(root, 'lib'),
      join(root, 'scripts'),
      join(root, '__tests__', 'engine'),
    ]);
    if (stdout === '') throw new Error(stderr.trim());
    return JSON.parse(stdout).map(({ code, filename, location, message }) => (
      { rule: code, line: `${relative(root, filename)}:${location.row} ${code} ${message}` }
    ));
  },
  // Whether lib/stack/vllm/flags/ is what the parsers of the wheels say, for each vLLM of a release: 250 to 450 MB
  // each.
  'vllm-flags': () => {
    const modules = readdirSync(join(root, 'lib', 'stack', 'vllm'));
    const versions = modules.flatMap(name => /^v([\d-]+)\.ts$/.exec(name)?.[1].replaceAll('-', '.') ?? []);
    const script = join(root, 'scripts', 'vllm-flags.mjs');
    const { status, stdout, stderr } = said(process.execPath, [script, '--check', ...versions]);
    const differing = stdout.trim().split('\n').filter(line => line.endsWith('differs from the wheel'));
    if (status !== 0 && differing.length === 0) throw new Error(stderr.trim());
    return differing.map(line => ({ rule: 'flags', line }));
  },
};

const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checkers);
const unknown = asked.filter(name => !checkers[name]);
if (unknown.length > 0) {
  console.error(`there is no checker ${unknown.join(', ')}; there are ${Object.keys(checkers).join(', ')}`);
  process.exit(2);
}

const figures = [['checker', 'found', 'accepted', 'left']];
for (const name of asked) {
  try {
    report(name, await checkers[name]());
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

printTable(figures);

/** Columns as wide as their longest text. */
function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  for (const row of rows) console.log(row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd());
}

/** How many there are, by severity where the checker has some. */
function counted(findings) {
  const numbers = new Map();
  for (const { level = '' } of findings) numbers.set(level, (numbers.get(level) ?? 0) + 1);
  return [...numbers].map(([level, number]) => `${number} ${level}`.trim()).join(', ') || '0';
}

function report(name, findings) {
  const reasons = accepted.filter(({ checker }) => checker === name);
  const fits = ({ rule, about }, finding) => new RegExp(rule).test(finding.rule) && about.test(finding.line);
  const standing = findings.filter(finding => !reasons.some(reason => fits(reason, finding)));
  figures.push([name, counted(findings), `${findings.length - standing.length}`, counted(standing)]);
  console.log(
    `${name}: ${standing.length} `
    + `findings${reasons.length > 0 ? `, ${findings.length - standing.length} accepted` : ''}`,
  );
  for (const { line } of standing) console.log(`  ${line}`);
  for (const reason of reasons) {
    const count = findings.filter(finding => fits(reason, finding)).length;
    console.log(`  ${count} accepted, ${reason.rule}: ${reason.reason}`);
    if (count === 0) console.log('    matches nothing: remove it');
    if (count === 0) process.exitCode = 1;
  }
  if (standing.length > 0) process.exitCode = 1;
}
