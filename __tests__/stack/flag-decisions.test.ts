import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planInference, poolOf, Release } from '../../lib';
import { derivedFlags } from '../../lib/constructs/serving/vllm-args';
import { judge } from '../../lib/rules/judge';
import { flagArguments } from '../../lib/rules/language/flag-arguments';
import { readTable, VllmFlag } from '../../lib/stack/vllm/flags/command-line';
import { companions, decisions } from '../../lib/stack/vllm/flags/decisions';
import { specWith, validSpec } from '../valid-spec';

const folder = join(__dirname, '..', '..', 'lib', 'stack', 'vllm', 'flags');
const tables = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .map(
    name =>
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        version: string;
        flags: Record<string, VllmFlag>;
        environment: string[];
        suffixes: string;
        configSuffixes: boolean;
      },
  );
const all = new Set(tables.flatMap(({ flags }) => Object.keys(flags)));
const { free, ...meanings } = decisions;

test.each(tables)('every flag of vLLM $version has a decision', ({ flags }) => {
  const decided = new Set(Object.values(decisions).flat());
  expect(Object.keys(flags).filter(name => !decided.has(name))).toEqual([]);
});

test('a decision is about a flag of some version, and a free flag has no other', () => {
  expect(
    Object.values(decisions)
      .flat()
      .filter(name => !all.has(name)),
  ).toEqual([]);
  expect(free.filter(name => Object.values(meanings).flat().includes(name))).toEqual([]);
  expect(
    Object.entries(companions)
      .flat()
      .filter(name => !all.has(name!)),
  ).toEqual([]);
});

test('the derived flags are those that the library writes', () => {
  const written = Object.values(Release).flatMap((release) => {
    const decode = poolOf(planInference('llama', specWith({ release })), 'decode');
    return Object.keys(derivedFlags({ ...decode, modelCache: { name: '' } }));
  });
  // Those of ranks and nodes have a meaning of their own.
  const others: readonly string[] = [...decisions.engines, ...decisions.nodes, '--headless'];
  const derived = [...new Set([...written, '--model'])].filter(name => all.has(name) && !others.includes(name));
  expect(derived.sort()).toEqual(
    [...decisions.derived].sort(),
  );
});

test.each([
  ['connector', 'PD121', ['--ec-transfer-config={"ec_role":"ec_producer"}']],
  ['address', 'PD113', ['--host=10.0.0.1']],
  ['nodes', 'PD114', []],
  ['engines', 'PD101', []],
  ['metrics', 'PD125', []],
] as const)('each flag that is said to be of the %s is refused by %s', (meaning, rule, values) => {
  const { flags } = tables.find(({ version }) => version === '0.27.1')!;
  const accepted = decisions[meaning]
    .filter(name => flags[name])
    .filter((name) => {
      const written
        = values.find(value => value.startsWith(`${name}=`)) ?? (flags[name]!.type === 'switch' ? name : `${name}=2`);
      const plan = planInference('llama', { ...validSpec, decode: { ...validSpec.decode, extraArgs: [written] } });
      return !judge(plan).findings.some(finding => finding.rule === rule);
    });
  expect(accepted).toEqual([]);
});

test('the tables have what a reader of `add_argument(\'--` alone would miss', () => {
  const old = tables.find(({ version }) => version === '0.11.0')!.flags;
  expect(old['--guided-decoding-backend']).toEqual({ type: 'text' });
  expect(old['--seed']).toEqual({ type: 'integer', none: true });
  expect(old['--tool-call-parser']!.choices).toContain('hermes');
  expect(old['--enable-prefix-caching']).toMatchObject({ type: 'switch', negated: true });
});

test('in vLLM 0.33 a flag is switched off by its opposite too', () => {
  const { commandLine, flags } = readTable(tables.find(({ version }) => version === '0.33.0')!);
  expect(flags).toContain('--enable-cascade-attn');
  const args = [
    '--enable-cascade-attn', '--no-disable-cascade-attn', '--disable-cascade-attn', '--disable-prefix-caching',
  ];
  expect(flagArguments(args, commandLine).map(({ name, negated }) => [name, negated])).toEqual([
    ['--disable-cascade-attn', true], ['--disable-cascade-attn', true], ['--disable-cascade-attn', false],
    ['--enable-prefix-caching', true],
  ]);
});
