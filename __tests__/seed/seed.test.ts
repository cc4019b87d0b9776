import { distManifests } from '../manifests';
import { claims } from './claims';
import { removals } from './removals';

const dist = distManifests('llm-d-llama31');

describe.each(claims)('row $row of the deployment this replaces: $title', ({ row, holds }) => {
  test('holds', () => {
    holds(dist);
  });

  test.each(removals[row]!.map((remove, index) => ({ remove, index })))(
    'is missed when it is taken out, way $index',
    ({ remove }) => {
      const damaged = structuredClone(dist);
      remove(damaged);
      expect(damaged).not.toEqual(dist);
      expect(() => holds(damaged)).toThrow();
    },
  );
});
