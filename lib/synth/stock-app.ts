import { ApiObject, App as Cdk8sApp, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { RenderedObject } from '../rules/language/rendered-object';
import { Finding, formatFinding } from '../rules/language/finding';
import { WrittenPairs } from '../rules/objects/written-pairs';
import { isChecked } from './findings-source';
import { applyPatchesLast } from './patches';
import { WrittenWaivers } from './written-waivers';

/**
 * Marks the App that asks for findings itself: it needs none of the strings that cdk8s's own App and `Testing.synth`
 * know.
 */
export const asksForFindings = Symbol.for('cdk8s-llm-d.asks-for-findings');

/**
 * Gives cdk8s's own App the errors of a construct as validations of it, and the errors between the objects of its chart
 * as they are written, patches included. The App then writes patches as ours does.
 */
export function validateInStockApp(construct: IConstruct): void {
  const app = Cdk8sApp.of(construct);
  if (asksForFindings in app) return;
  const remembered = errorsOfOneSynth(app);
  construct.node.addValidation({
    validate: () => {
      const errors = remembered.current?.get(construct) ?? errorsOf(construct);
      remembered.current?.set(construct, errors);
      return errors;
    },
  });
}

/** The errors found so far by the synth that runs; `current` is undefined while none runs. */
interface Remembered {
  current: Map<IConstruct, string[]> | undefined;
}

const REMEMBERED = Symbol('cdk8s-llm-d.errors-of-one-synth');

/**
 * cdk8s validates the whole app once for each of its charts, so that the cost grows with the square of their number.
 * Nothing changes while `synth` or `synthYaml` runs: both remember for their time what they have found.
 */
function errorsOfOneSynth(app: Cdk8sApp & { [REMEMBERED]?: Remembered }): Remembered {
  if (app[REMEMBERED]) return app[REMEMBERED];
  const remembered: Remembered = { current: undefined };
  app[REMEMBERED] = remembered;
  const during = <Result>(run: () => Result): Result => {
    remembered.current = new Map();
    try {
      return run();
    } finally {
      remembered.current = undefined;
    }
  };
  const [synth, synthYaml] = [app.synth.bind(app), app.synthYaml.bind(app)];
  app.synth = () => during(synth);
  app.synthYaml = () => during(synthYaml);
  return remembered;
}

function errorsOf(construct: IConstruct): string[] {
  const own = isChecked(construct) ? construct.findings() : [];
  const chart = Chart.of(construct);
  // Of the constructs in a chart the first speaks for its objects.
  const speaks = construct === chart || chart.node.findAll().find(isChecked) === construct;
  return [...own, ...(speaks ? writtenFindings(chart) : [])]
    .filter(({ severity }) => severity === 'error')
    .map(formatFinding);
}

function writtenFindings(chart: Chart): Finding[] {
  const pairs = new WrittenPairs();
  for (const object of chart.node.findAll().filter(found => ApiObject.isApiObject(found))) {
    applyPatchesLast(object);
    pairs.add(chart.node.path, object.toJson() as RenderedObject);
  }
  const waivers = new WrittenWaivers();
  if (isChecked(chart)) waivers.add(chart.node.path, chart.waivers);
  return waivers.left(pairs.findings());
}
