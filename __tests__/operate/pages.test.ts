import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf, yamlOf } from '../manifests';
import { printedArguments } from '../pages';
import { specWith } from '../valid-spec';
import { deployed, eachTestIn, manifestsWithoutToken, name, prepared, Workplace } from './fake-cluster';

const manifests = manifestsWithoutToken();
let place: Workplace;
eachTestIn(manifests, (workplace) => {
  place = workplace;
  prepared(place);
  writeFileSync(join(place.folder, 'dist', 'my-llm.k8s.yaml'), yamlOf(manifestsOf(specWith({}), 'my-llm')));
});

/** How a command ends on a cluster whose API server answers, and in which no pod runs. */
interface Ending {
  readonly status: number;
  readonly says: RegExp;
}

const noPods = /prefill 0\/\d+ ready/;
const endings: Readonly<Record<string, Ending>> = {
  doctor: { status: 0, says: /✔ doctor: all \d+ checks passed/ },
  deploy: { status: 1, says: new RegExp(`✔ applied dist/\\S+: \\d+ created[^]*${noPods.source}`) },
  verify: { status: 1, says: noPods },
  bench: { status: 1, says: noPods },
  destroy: { status: 0, says: /✔ deleted \d+ objects/ },
};

const ofCluster = printedArguments.map(text => text.split(' ')).filter(([command]) => Object.hasOwn(endings, command!));

test('the pages have each of these commands', () => {
  expect(new Set(ofCluster.map(([command]) => command))).toEqual(new Set(Object.keys(endings)));
});

// Pods run in `npm run test:rehearsal -- operate`, and `status --watch` in commands.test.ts.
test.each(ofCluster.map(args => [args.join(' '), args] as const))('llmd %s, as printed', async (_, args) => {
  const [command, deployment] = args as [string, string];
  if (!['doctor', 'deploy'].includes(command) && deployment === name) deployed(place, manifests);
  const { status, text } = await place.onTerminal('y\nyes\n', ...args);
  expect(text).toMatch(endings[command]!.says);
  expect({ status, trace: /^ +at .*:\d+:\d+/m.exec(text) }).toEqual({ status: endings[command]!.status, trace: null });
});
