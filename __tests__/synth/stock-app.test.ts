import { ApiObject, App as StockApp, JsonPatch } from 'cdk8s';
import { DisaggregatedInference } from '../../lib';
import { temporaryFolder } from '../folder';
import { validSpec } from '../valid-spec';

const names = ['first', 'second', 'third', 'fourth'];

function fleet(): { readonly app: StockApp; readonly deployments: readonly DisaggregatedInference[] } {
  const app = new StockApp({ outdir: temporaryFolder() });
  return { app, deployments: names.map(id => new DisaggregatedInference(app, id, { ...validSpec, namespace: id })) };
}

test('one synth of cdk8s\'s own App asks each deployment once, however often the App validates', () => {
  const { app, deployments } = fleet();
  const asked = deployments.map(deployment => jest.spyOn(deployment, 'findings'));
  app.synth();
  expect(asked.map(spy => spy.mock.calls.length)).toEqual(names.map(() => 1));
  app.synthYaml();
  expect(asked.map(spy => spy.mock.calls.length)).toEqual(names.map(() => 2));
});

test('what is changed after a synth is judged by the next', () => {
  const { app, deployments } = fleet();
  app.synth();
  const pool = deployments[2]!.apiObjects.find(object => object.kind === 'InferencePool')!;
  ApiObject.of(pool).addJsonPatch(JsonPatch.replace('/spec/targetPorts/0/number', 8200));
  expect(() => app.synth()).toThrow('PD406');
  pool.addJsonPatch(JsonPatch.replace('/spec/targetPorts/0/number', 8000));
  expect(() => app.synthYaml()).not.toThrow();
});
