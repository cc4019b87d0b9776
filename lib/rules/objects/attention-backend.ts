import { EngineContainer, lastValue } from '../language/engine-container';

/** The attention backend that an engine is told to take, by a flag, by a configuration or by its environment. */
export function attentionBackend(engine: EngineContainer): string {
  const told = lastValue(engine, '--attention-backend') ?? configured(engine) ?? engine.env.VLLM_ATTENTION_BACKEND;
  return told ?? 'the choice of vLLM';
}

/** `--attention-config={"backend": "..."}` or `--attention-config.backend=...`. */
function configured({ args, flags }: EngineContainer): string | undefined {
  const backends = flags.filter(({ name }) => name === '--attention-config')
    .map(({ index, value = '' }) => (/^[^=]*\.backend(=|$)/.test(args[index]!) ? value : backendIn(value)));
  return backends.filter(backend => backend !== undefined).at(-1);
}

function backendIn(json: string): string | undefined {
  try {
    const { backend } = JSON.parse(json) as { readonly backend?: unknown };
    return typeof backend === 'string' ? backend : undefined;
  } catch {
    return undefined;
  }
}
