import { App } from '../synth/app';
import { SynthError } from '../synth/synth-error';
import { DisaggregatedInference } from '../charts/disaggregated-inference';
import type { Finding } from '../rules/language/finding';
import { sourceOfUri } from '../model-sources/sources';
import type { InferenceSpec } from '../spec/deployment';
import type { Quantity } from '../spec/quantity';
import type { Answers } from './answers';

/** A spec, and what the rules say about it. */
export interface JudgedSpec {
  readonly spec: InferenceSpec;
  /** Errors and warnings. */
  readonly findings: readonly Finding[];
}

/**
 * The spec of the first deployment of a project. What was not asked is the smallest size with the fewest findings: GPUs
 * of a pod, memory, and space for the weights. With an error among the findings no size works.
 *
 * @param outdir where the project will write its manifests; nothing is written here
 */
export function firstSpec(answers: Answers, outdir: string): JudgedSpec {
  const judged = sizes.map((size): JudgedSpec => {
    const spec = specOf(answers, size);
    return { spec, findings: new DisaggregatedInference(new App({ outdir }), answers.name, spec).findings() };
  });
  const least = Math.min(...judged.map(({ findings }) => cost(findings)));
  const { findings, spec } = judged.find(({ findings }) => cost(findings) === least)!;
  const ofObjects = findings.some(isError) ? [] : errorsOfObjects(answers.name, spec, outdir);
  return { spec, findings: [...findings, ...ofObjects] };
}

/** Whether a finding stops the synth. */
export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

interface Size {
  readonly tensor: number;
  readonly memory: Quantity;
  readonly cache: Quantity;
}

// GPUs of a pod cost most, so they grow last. A size that the model does not need is never reached.
const sizes = [1, 2, 4, 8].flatMap((tensor): readonly Size[] => [
  { tensor, memory: '64Gi', cache: '200Gi' },
  { tensor, memory: '256Gi', cache: '500Gi' },
  { tensor, memory: '1000Gi', cache: '2Ti' },
]);

function specOf(
  { accelerator, decode, gateway, model, namespace, prefill, release }: Answers, { cache, memory, tensor }: Size,
): InferenceSpec {
  const { hintsOf, repositoryOf, usualToken } = sourceOfUri(model)!;
  const pod = { cpu: '8' as const, memory, ...(tensor > 1 && { parallelism: { tensor } }) };
  return {
    namespace,
    release,
    gateway: gateway.gateway.provider({ version: gateway.version, inferencePoolGroup: gateway.inferencePoolGroup }),
    model: {
      uri: model,
      ...(hintsOf(repositoryOf(model, '')).isGated && usualToken && { token: usualToken }),
    },
    modelCache: { type: 'persistentVolumeClaim', size: cache },
    ...(accelerator !== undefined && { accelerator }),
    prefill: { replicas: prefill, ...pod },
    decode: { replicas: decode, ...pod },
  };
}

/** What is wrong with the objects, for example with a name that is too long. */
function errorsOfObjects(name: string, spec: InferenceSpec, outdir: string): readonly Finding[] {
  const app = new App({ outdir });
  new DisaggregatedInference(app, name, spec);
  try {
    app.synthYaml();
    return [];
  } catch (error) {
    if (error instanceof SynthError) return error.findings.filter(isError);
    throw error;
  }
}

/** An error outweighs all warnings. */
function cost(findings: readonly Finding[]): number {
  return findings.reduce((sum, finding) => sum + (isError(finding) ? 1000 : 1), 0);
}
