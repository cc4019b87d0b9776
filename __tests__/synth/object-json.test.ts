import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy, Size } from 'cdk8s';
import { ConfigMap, k8s, PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-28';
import fc from 'fast-check';
import { DisaggregatedInference, App as LlmdApp } from '../../lib';
import { objectJson, type WithToJson } from '../../lib/yaml/object-json';
import { arbitraryName, arbitrarySpec } from '../arbitrary-spec';

/** What cdk8s writes of an object, and what we do; each as text, or as the error that it ends with. */
function both(object: ApiObject): { readonly cdk8s: string; readonly ours: string } {
  const written = (way: () => unknown) => {
    try {
      return JSON.stringify(way(), (_, value: unknown) => (value === undefined ? 'undefined' : value));
    } catch (error) {
      return String(error);
    }
  };
  const { toJson } = Object.getPrototypeOf(object) as WithToJson;
  return { cdk8s: written(() => toJson.call(object)), ours: written(() => objectJson(object, toJson)) };
}

function chart(resolvers: IResolver[] = []): Chart {
  return new Chart(new App({ resolvers }), 'chart', { namespace: 'chat', labels: { team: 'ml' } });
}

test('objects of any spec are what cdk8s writes, their keys in the same order', () => {
  fc.assert(fc.property(arbitraryName, arbitrarySpec, (name, spec) => {
    for (const object of new DisaggregatedInference(new LlmdApp(), name, spec).apiObjects) {
      const { cdk8s, ours } = both(object);
      expect(ours).toBe(cdk8s);
    }
  }), { numRuns: Number(process.env.CASES ?? 20) });
});

/** Has a value, as an amount does, and resolves to another. */
class Token {
  public readonly value = 1;

  public resolve(): number {
    return this.value + 1;
  }
}

const odd = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      undefined, null, '', 'text', 0, -0, Number.NaN, true, [], {}, [undefined], [null],
      k8s.Quantity.fromString('1Gi'), k8s.IntOrString.fromNumber(1), new Date(0), Object.create(null),
      Lazy.any({ produce: () => ({ b: 1, a: [2] }) }), { resolve: () => 'token' }, new Token(),
      { value: 1 }, { constructor: 1 }, JSON.parse('{"__proto__": {"a": 1}}'), () => 1,
    ),
    fc.array(tie('value')),
    fc.dictionary(fc.constantFrom('b', 'a', '10', '9', 'name', 'value', 'spec'), tie('value')),
  ),
})).value;

test('any value in an object is what cdk8s writes, or the same error', () => {
  fc.assert(fc.property(odd, odd, fc.boolean(), (spec, annotation, isGenerated) => {
    const metadata = { annotations: { note: annotation as string } };
    const object = isGenerated
      ? new k8s.KubeDeployment(chart(), 'object', { metadata, spec: spec as k8s.DeploymentSpec })
      : new ApiObject(chart(), 'object', { apiVersion: 'v1', kind: 'Thing', spec, metadata });
    const { cdk8s, ours } = both(object);
    expect(ours).toBe(cdk8s);
  }), { numRuns: Number(process.env.CASES ?? 500) });
});

test('what only cdk8s can write is left to it: patches, resolvers, classes of others, another order of keys', () => {
  const spec = { replicas: 1, selector: {}, template: {} };
  const patched = new k8s.KubeDeployment(chart(), 'patched', { spec });
  patched.addJsonPatch(JsonPatch.replace('/spec/replicas', 2));
  const doubling: IResolver = { resolve: context => void (context.value === 1 && context.replaceValue(2)) };
  const resolved = new k8s.KubeDeployment(chart([doubling]), 'resolved', { spec });
  class Doubled extends k8s.KubeDeployment {
    public override toJson(): unknown {
      return { ...super.toJson() as object, replicas: 2 };
    }
  }
  const own = new Doubled(chart(), 'own', { spec });
  const claim = new PersistentVolumeClaim(chart(), 'claim', {
    storage: Size.gibibytes(1), accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE],
  });
  const map = new ConfigMap(chart(), 'map');
  map.addData('b', '1');
  map.addData('a', '2');
  for (const object of [patched, resolved, own, ApiObject.of(claim), ApiObject.of(map)]) {
    const { cdk8s, ours } = both(object);
    expect(ours).toBe(cdk8s);
  }
  for (const object of [patched, resolved, own]) expect(both(object).ours).toContain('"replicas":2');
  process.env.CDK8S_DISABLE_SORT = '1';
  try {
    const { cdk8s, ours } = both(new ApiObject(chart(), 'x', { apiVersion: 'v1', kind: 'Thing', b: 1, a: 2 }));
    expect(ours).toBe(cdk8s);
    expect(ours).toMatch(/"b":1,"a":2/);
  } finally {
    delete process.env.CDK8S_DISABLE_SORT;
  }
});

test('every generated module is named, so that none of its classes is left to cdk8s unseen', () => {
  const root = join(__dirname, '..', '..');
  const source = readFileSync(join(root, 'lib', 'yaml', 'object-json.ts'), 'utf8');
  for (const file of readdirSync(join(root, 'imports')))
    expect(source).toContain(`'../../imports/${file.replace(/\.ts$/, '')}'`);
});
