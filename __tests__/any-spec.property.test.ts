import { App, Testing } from 'cdk8s';
import fc from 'fast-check';
import { DisaggregatedInference } from '../lib';
import { arbitraryName, arbitrarySpec } from './arbitrary-spec';
import { schemaErrors } from './schema/check';

test('any valid spec synthesizes to objects that the API schemas take, the same ones each time', () => {
  fc.assert(fc.property(arbitraryName, arbitrarySpec, (name, spec) => {
    const synthesize = () => {
      const chart = new DisaggregatedInference(new App(), name, spec);
      // Nobody ran KEDA: a warning says so wherever it scales.
      expect(chart.findings().filter(({ rule }) => rule !== 'PD377')).toEqual([]);
      return Testing.synth(chart) as object[];
    };
    const manifests = synthesize();
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
    expect(JSON.stringify(synthesize())).toBe(JSON.stringify(manifests));
  }), { numRuns: Number(process.env.CASES ?? 40) });
});
