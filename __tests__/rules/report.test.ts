import { Finding } from '../../lib';
import { report } from '../../lib/rules/report/report';
import { placeOf } from '../../lib/rules/language/source-location';

const warning: Finding = {
  rule: 'PD506',
  severity: 'warning',
  deployment: 'llama',
  field: 'model.uri',
  cause: '8 billion, fewer than 30',
  fix: 'serve it without roles',
  source: 'a guide',
};
const error: Finding = {
  rule: 'PD101',
  severity: 'error',
  deployment: 'llama',
  field: 'decode.extraArgs[0]',
  cause: '100% wrong:\nsee',
  fix: 'remove the flag',
  source: 'vLLM',
};
const path = 'deployments/llama.ts';
const text = [
  'export const llama: InferenceSpec = {',
  '  model: {',
  '    uri: \'hf://a/b\',',
  '  },',
  '  prefill: { replicas: 2, extraArgs: [] },',
  '  decode: {',
  '    replicas: 4,',
  '    // extraArgs: of old',
  '    extraArgs: [\'-dp=8\'],',
  '  },',
  '};',
].join('\n');
const sources = [{ deployment: 'llama', path, text }];

test('as text: one line a finding, errors first, colours only where they are asked for', () => {
  expect(report('text', [warning, error])).toBe([
    'error [llama/decode.extraArgs[0]] PD101: 100% wrong:\nsee. Fix: remove the flag. Source: vLLM',
    'warning [llama/model.uri] PD506: 8 billion, fewer than 30. Fix: serve it without roles. Source: a guide', '',
  ].join('\n'));
  expect(report('text', [warning], { colour: true })).toMatch(/^\u001b\[33mwarning\u001b\[0m \[llama/);
  expect(report('text', [])).toBe('');
});

test('as JSON: the findings themselves', () => {
  expect(JSON.parse(report('json', [warning, error]))).toEqual({ findings: [error, warning] });
  expect(JSON.parse(report('json', []))).toEqual({ findings: [] });
});

test('as workflow commands: at the line of the field, with nothing that would end a command', () => {
  expect(report('github', [warning, error], { sources })).toBe(
    [
      `::error file=${path},line=9,title=PD101::llama/decode.extraArgs[0]: 100%25 wrong:%0Asee. Fix: remove `
      + 'the flag. Source: vLLM',
      `::warning file=${path},line=3,title=PD506::llama/model.uri: 8 billion, fewer than 30. Fix: serve it `
      + 'without roles. Source: a guide',
      '',
    ].join('\n'),
  );
  expect(report('github', [warning])).toMatch(/^::warning title=PD506::/);
  expect(report('github', [warning], { sources: [{ deployment: 'llama', path: 'a:b,c.ts', text }] })).toContain(
    'file=a%3Ab%2Cc.ts,',
  );
});

test('as SARIF: a log that names each broken rule once and where it is broken', () => {
  const log = JSON.parse(report('sarif', [error, error, warning], { sources }));
  expect(log.version).toBe('2.1.0');
  expect(log.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['PD101', 'PD506']);
  expect(log.runs[0].results).toHaveLength(3);
  expect(log.runs[0].results[2]).toEqual({
    ruleId: 'PD506', level: 'warning', message: { text: '8 billion, fewer than 30. Fix: serve it without roles' },
    locations: [{
      logicalLocations: [{ fullyQualifiedName: 'llama/model.uri' }],
      physicalLocation: { artifactLocation: { uri: path }, region: { startLine: 3 } },
    }],
  });
  expect(JSON.parse(report('sarif', [error])).runs[0].results[0].locations[0]).not.toHaveProperty('physicalLocation');
});

test.each<[string, number]>([
  ['decode.extraArgs[0]', 9],
  ['prefill.extraArgs', 5],
  ['decode.replicas', 7],
  ['model.uri', 3],
  ['model.revision', 2],
  ['gateway', 1],
  ['decode', 6],
  ['a(b.c', 1],
])('%s is on line %d', (field, line) => {
  expect(placeOf({ deployment: 'llama', field }, sources)).toEqual({ path, line });
});

test('a deployment without a file has no place', () => {
  expect(placeOf({ deployment: 'other', field: 'decode' }, sources)).toBeUndefined();
});
