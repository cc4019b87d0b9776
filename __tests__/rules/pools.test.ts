import { type InferencePlan, pairsOf, planInference, poolOf, poolsOf, type Role } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { book } from '../../lib/rules/report/catalog';
import { exampleSpec, planOf, withPlanField } from '../../lib/rules/report/example-spec';

const plan = planInference('llama', exampleSpec);
const without = (role: Role, of: InferencePlan = plan) => withPlanField(of, role, undefined);
const fieldsOf = (of: InferencePlan) => judge(of).findings.map(({ field }) => field);
const roles = [['prefill', 'decode'], ['decode', 'prefill']] as const;
/** The examples that change a pool, with its role and that of the other pool. */
const examples = book().flatMap(({ rule: { id, example } }) => roles.flatMap(([role, other]) =>
  example?.of === 'plan' && example.field.startsWith(`${role}.`) ? [{ id, example, role, other }] : []));
/** Those of them that compare two pools. */
const ofPair = /^PD(30[1-8]|365|410)$/;

test('a plan lists its pools in the order in which they are written, each with the port of its role', () => {
  expect(plan.pools.map(({ enginePort, name, role }) => [role, name, enginePort])).toEqual([
    ['prefill', 'llama-prefill', 8000],
    ['decode', 'llama-decode', 8200],
  ]);
});

test('a pool is found by its role, and knows what only that role has', () => {
  expect(poolOf(plan, 'decode').routingProxy?.enginePort).toBe(poolOf(plan, 'decode').enginePort);
  expect(poolOf(plan, 'prefill')).toBe(plan.pools[0]);
  expect(poolsOf(plan, 'decode')).toEqual([plan.pools[1]]);
  expect(pairsOf(plan)).toEqual([{ prefill: plan.pools[0], decode: plan.pools[1] }]);
});

test('a role that a plan does not have is an error only where it is needed', () => {
  const alone = without('prefill');
  expect(alone.pools.map(({ role }) => role)).toEqual(['decode']);
  expect([poolsOf(alone, 'prefill'), pairsOf(alone)]).toEqual([[], []]);
  expect(() => poolOf(alone, 'prefill')).toThrow(
    'the plan of \'llama\' has no prefill pool; roles of its pools: decode. Add `prefill` to its spec, or read '
    + '`poolsOf(plan, \'prefill\')`, which may be empty',
  );
  expect(() => poolOf(without('decode', alone), 'decode')).toThrow('roles of its pools: none.');
});

test('a field of a role that a plan does not have cannot be changed', () => {
  expect(() => withPlanField(without('prefill'), 'prefill.enginePort', 1)).toThrow('has no prefill pool');
});

test.each<Role>(['prefill', 'decode'])('the rules find nothing in a valid plan without its %s pool', (role) => {
  expect(fieldsOf(without(role))).toEqual([]);
});

test.each(examples)('$id speaks of the $role pool alone, unless it compares two', ({ example, id, other, role }) => {
  const broken = planOf(example, example.fails);
  const rulesOf = (of: InferencePlan) => judge(of).findings.map(({ rule }) => rule);
  expect(rulesOf(broken)).toContain(id);
  expect(rulesOf(without(role, broken))).toEqual([]);
  expect(rulesOf(without(other, broken)).includes(id)).toBe(!ofPair.test(id));
});

test('each pool of several is judged, and each pair', () => {
  const [prefill, decode] = [poolOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const second = { ...decode, engine: { blockSize: 64 }, selector: { ...decode.selector, revision: 'b' } } as const;
  const several = { ...plan, pools: [prefill, decode, { ...second, enginePort: 8000 }] };
  expect(pairsOf(several)).toHaveLength(2);
  expect(judge(several).findings.map(({ field, rule }) => `${rule} ${field}`)).toEqual(
    expect.arrayContaining(['PD301 engine.blockSize', 'PD314 decode.ports', 'PD410 decode.selector']),
  );
});
