import { BenchmarkRun } from '../benchmark-run';
import { ByRole, gatewayText } from '../conditions';
import { engineText, unknownEngine } from '../engine';
import { milliseconds } from '../metrics';
import { escaped } from './escaped';

/** What the figures of a run depend on, as a list of HTML. */
export function conditionsList(run: BenchmarkRun): string {
  const items = conditionsOf(run).map(([term, ...texts]) =>
    `<div><dt>${escaped(term)}</dt>${texts.map(text => `<dd>${escaped(text)}</dd>`).join('')}</div>`);
  return `<dl class="conditions">${items.join('')}</dl>`;
}

type Item = readonly [term: string, ...texts: string[]];

function conditionsOf(run: BenchmarkRun): readonly Item[] {
  const { commit, digest, gateway, inputTokens, library, loadGenerator, missing, outputTokens, record, release } = run;
  const { model, repository } = run;
  const prompts = [...new Set(run.results.map(result => result.prompts))].join(', ');
  return [
    ['Measured', `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ...missing ? [['Not yet measured', `concurrency ${missing.join(', ')}`] as const] : [],
    ['Model', model, ...repository === undefined || repository === model ? [] : [repository]],
    ['Engine', engineText(run.engine ?? unknownEngine), ...rolesText(run.images)],
    ['Pods', podsText(run, 'prefill'), podsText(run, 'decode')],
    ['Load', `${prompts || 0} prompts of ${inputTokens} tokens, ${outputTokens} tokens in answer`,
      loadGenerator === 'vllm' ? 'by vllm bench serve' : `by ${loadGenerator}`],
    ['llm-d release', release ?? 'not known'],
    ['Gateway', gateway === undefined ? 'not known' : gatewayText(gateway)],
    ['File of dist/', ...library === undefined ? [] : [`synthesized by cdk8s-llm-d ${library}`], digest],
    ['Git commit', commit ?? 'none that has this file as it is'],
    ...objectivesItem(run),
    ...record === undefined ? [] : [['Record of the deployment', record] as const],
  ];
}

/** What counts for the goodput. */
function objectivesItem({ results }: BenchmarkRun): readonly Item[] {
  const texts = results.flatMap(({ goodput }) => goodput === undefined
    ? []
    : [`first token within ${milliseconds(goodput.ttftMs)}, each further one within ${milliseconds(goodput.tpotMs)}`]);
  return texts.length === 0 ? [] : [['Objectives of goodput', ...new Set(texts)]];
}

function podsText({ accelerators, engine, gpusPerPod, pods, selectedAccelerators }: BenchmarkRun, role: Role): string {
  const count = `${pods[role] ?? 'a changing number of'} ${role}`;
  if (engine?.kind === 'stand-in') return `${count}, without a GPU`;
  const [gpus, product] = [gpusPerPod?.[role] ?? 'an unknown number of', accelerators?.[role] ?? 'unknown GPU'];
  const selected = selectedAccelerators?.[role];
  const spec = selected === undefined || selected === product ? '' : ` (the spec selects ${selected})`;
  return `${count}, each with ${gpus} × ${product}${spec}`;
}

type Role = keyof ByRole<string>;

/** Said once where it is the same of both roles. */
function rolesText({ decode, prefill }: ByRole<string> = {}): readonly string[] {
  if (prefill === decode) return prefill === undefined ? [] : [prefill];
  return Object.entries({ prefill, decode }).flatMap(([role, image]) => image === undefined ? [] : `${role}: ${image}`);
}
