import type { LocatedFinding } from '../../lib/rules/language/source-place';
import { report } from '../../lib/rules/report/report';

const warning: LocatedFinding = {
  rule: 'PD506',
  severity: 'warning',
  deployment: 'llama',
  field: 'model.uri',
  cause: '8 billion, fewer than 30',
  fix: 'serve it without roles',
  source: 'a guide',
};
const error: LocatedFinding = {
  rule: 'PD101',
  severity: 'error',
  deployment: 'llama',
  field: 'decode.extraArgs[0]',
  cause: '100% wrong:\nsee',
  fix: 'remove the flag',
  source: 'vLLM',
};
const path = 'deployments/llama.ts';
const located = { ...error, file: path, line: 9, column: 5 };

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

test('as JSON: with file, line and column', () => {
  expect(JSON.parse(report('json', [located])).findings[0]).toMatchObject({ file: path, line: 9, column: 5 });
});

test('as workflow commands: at the line of the field, with nothing that would end a command', () => {
  expect(report('github', [warning, located])).toBe(
    [
      `::error file=${path},line=9,col=5,title=PD101::llama/decode.extraArgs[0]: 100%25 wrong:%0Asee. Fix: remove `
      + 'the flag. Source: vLLM',
      '::warning title=PD506::llama/model.uri: 8 billion, fewer than 30. Fix: serve it without roles. Source: a guide',
      '',
    ].join('\n'),
  );
  expect(report('github', [{ ...located, file: 'a:b,c.ts' }])).toContain('file=a%3Ab%2Cc.ts,');
});

test('as SARIF: a log that explains each broken rule once and says where it is broken', () => {
  const log = JSON.parse(report('sarif', [located, { ...located, field: 'engine' }, warning]));
  expect(log.version).toBe('2.1.0');
  expect(log.runs[0].tool.driver.rules).toEqual([
    expect.objectContaining({
      id: 'PD101',
      name: 'DataParallelismIsAFieldNotAFlagOfTheEngine',
      shortDescription: { text: 'Data parallelism is a field, not a flag of the engine' },
      helpUri: expect.stringMatching(/^https:\/\/\S+\/docs\/rules\.md#pd101$/),
    }),
    expect.objectContaining({ id: 'PD506', defaultConfiguration: { level: 'warning' } }),
  ]);
  expect(log.runs[0].results).toHaveLength(3);
  expect(log.runs[0].results[0]).toEqual({
    ruleId: 'PD101', level: 'error', message: { text: '100% wrong:\nsee. Fix: remove the flag' },
    partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/) },
    locations: [{
      logicalLocations: [{ fullyQualifiedName: 'llama/decode.extraArgs[0]' }],
      physicalLocation: { artifactLocation: { uri: path }, region: { startLine: 9, startColumn: 5 } },
    }],
  });
  expect(log.runs[0].results[2].locations[0]).not.toHaveProperty('physicalLocation');
});

test('as SARIF: a mistake has the fingerprint that it had on another line and with another value', () => {
  const fingerprint = (finding: LocatedFinding): string =>
    JSON.parse(report('sarif', [finding])).runs[0].results[0].partialFingerprints.primaryLocationLineHash;
  expect(fingerprint({ ...located, line: 99, cause: 'another value' })).toBe(fingerprint(located));
  for (const change of [{ deployment: 'mistral' }, { field: 'prefill' }, { rule: 'PD102' }])
    expect(fingerprint({ ...located, ...change })).not.toBe(fingerprint(located));
});

test('a project in a folder of its repository: annotations and logs name files from the repository', () => {
  const context = { folder: 'serving/llm' };
  expect(report('github', [located], context)).toContain(`file=serving/llm/${path},`);
  expect(report('sarif', [located], context)).toContain(`"uri": "serving/llm/${path}"`);
  expect(report('json', [located], context)).toContain(`"file": "${path}"`);
});

test('a rule of an app itself is in SARIF by its id', () => {
  const [rule] = JSON.parse(report('sarif', [{ ...error, rule: 'ACME-1' }])).runs[0].tool.driver.rules;
  expect(rule).toMatchObject({ id: 'ACME-1', name: 'ACME-1', help: { text: 'remove the flag. Source: vLLM' } });
});

describe('one cause is said once', () => {
  const ofRoles = ['prefill', 'decode'].map((role, line) => ({ ...located, field: `${role}.engine`, line }));

  test('in both roles: one line, one annotation, one result with two places', () => {
    expect(report('text', ofRoles)).toMatch(/^error \[llama\/decode\.engine, llama\/prefill\.engine\] PD101: .*\n/);
    expect(report('github', ofRoles).trimEnd().split('\n')).toHaveLength(1);
    const { results } = JSON.parse(report('sarif', ofRoles)).runs[0];
    expect(results.map(({ locations }: { locations: object[] }) => locations.length)).toEqual([2]);
    expect(JSON.parse(report('json', ofRoles)).findings).toHaveLength(2);
  });

  test('another cause, another fix or another deployment is another finding', () => {
    for (const change of [{ cause: 'x' }, { fix: 'x' }, { deployment: 'x' }, { field: 'decode.parallelism' }])
      expect(report('github', [ofRoles[0]!, { ...ofRoles[1]!, ...change }]).trimEnd().split('\n')).toHaveLength(2);
  });

  test('advice comes last, and once for all deployments', () => {
    const advice = ['a', 'b', 'c', 'd', 'e'].map(deployment => ({ ...warning, deployment, isAdvice: true }));
    expect(report('text', [...advice, { ...warning, rule: 'PD512' }, { ...error, cause: 'x' }]).split('\n')).toEqual([
      expect.stringMatching(/^error/),
      expect.stringMatching(/^warning \[llama\/model\.uri\] PD512/),
      expect.stringMatching(/^warning \[a\/model\.uri, b\/model\.uri, c\/model\.uri and 2 more\] PD506/),
      '',
    ]);
  });
});
