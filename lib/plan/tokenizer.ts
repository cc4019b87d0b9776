import type { InferenceSpec } from '../spec/deployment';
import type { ModelServerRelease } from '../stack/vllm/model-server-release';
import { planModelCache } from './weights-storage';
import type { ModelServerPoolProps } from './model-server-pool-props';
import type { TokenizerPlan } from './tokenizer-plan';

/**
 * The tokenizer of a deployment; none where the picker needs no tokens, or where its vLLM has no such command (PD797).
 */
export function planTokenizer(
  deployment: string, spec: InferenceSpec, modelServer: ModelServerRelease, engine: ModelServerPoolProps,
): TokenizerPlan | undefined {
  const { containers, endpointPicker: { precisePrefix } = {}, images: { pullSecrets } = {} } = spec;
  if (precisePrefix === undefined || modelServer.tokenizer === undefined) return undefined;
  const name = tokenizerName(deployment);
  return {
    name,
    image: modelServer.tokenizer.image,
    replicas: precisePrefix.tokenizer?.replicas ?? 3,
    port: TOKENIZER_PORT,
    labels: tokenizerLabels(name),
    engine,
    modelCache: planModelCache(deployment, spec),
    ...(containers?.tokenizer?.resources && { resources: containers.tokenizer.resources }),
    ...(pullSecrets && { pullSecrets }),
  };
}

/** Its name, that of its Service as well. */
export function tokenizerName(deployment: string): string {
  return `${deployment}-tokenizer`;
}

/** The port on which it answers. */
export const TOKENIZER_PORT = 8000;

/** The label of its pods. */
export function tokenizerLabels(name: string): Record<string, string> {
  return { 'llm-d.ai/tokenizer': name };
}

/**
 * Flags of an engine on which the tokens of a prompt depend, which its tokenizer needs too: `vllm launch render` takes
 * every flag of `vllm serve` (vLLM `vllm/entrypoints/cli/launch.py`).
 */
export function tokenFlags(extraArgs: readonly string[]): string[] {
  return extraArgs.flatMap((arg, index) => {
    const [name = ''] = arg.split('=');
    if (!changesTokens.has(name.replaceAll('_', '-'))) return [];
    const next = extraArgs[index + 1];
    return arg.includes('=') || next === undefined || next.startsWith('-') ? [arg] : [arg, next];
  });
}

const changesTokens: ReadonlySet<string> = new Set([
  '--chat-template', '--chat-template-content-format', '--code-revision', '--config-format',
  '--default-chat-template-kwargs', '--enable-auto-tool-choice', '--hf-config-path', '--hf-overrides',
  '--limit-mm-per-prompt', '--mm-processor-kwargs', '--tokenizer', '--tokenizer-mode', '--tokenizer-revision',
  '--tool-call-parser', '--tool-parser-plugin', '--trust-remote-code',
]);
