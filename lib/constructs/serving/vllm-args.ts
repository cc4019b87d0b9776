import { kvTransferConfig } from './kv-transfer-config';
import type { KvEventsPlan } from '../../plan/kv-events-plan';
import { sourceOf } from '../../model-sources/sources';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import type { SpeculationSpec } from '../../spec/engine';
import { expertFlags } from './expert-flags';
import type { FlagValue } from './flag-value';
import { rankFlags } from './rank-flags';

/** The arguments of `vllm serve` for one role: the model first, then what is derived, then the user's own. */
export function vllmArgs(props: ModelServerPoolProps, place?: 'worker'): string[] {
  return [props.model.repository, ...Object.entries(derivedFlags(props, place)).flatMap(flag), ...props.extraArgs];
}

/**
 * Every flag that follows from a field of the spec, by name; `undefined` where the field is not set. The names are
 * reserved: the same flag in `extraArgs` would silently win over the field.
 */
export function derivedFlags(props: ModelServerPoolProps, place?: 'worker'): Record<string, FlagValue> {
  const { engine, model, modelServer, parallelism, roleEngine } = props;
  const transfers = kvTransferConfig(props);
  return {
    '--served-model-name': model.aliases === undefined ? model.servedName : [model.servedName, ...model.aliases],
    ...sourceOf(model).flags(model),
    // Only where it is derived: elsewhere a flag of the user's own may say it.
    ...(props.host !== undefined && { '--host': props.host }),
    '--port': props.enginePort,
    '--tensor-parallel-size': parallelism.tensor,
    '--pipeline-parallel-size': parallelism.pipeline > 1 ? parallelism.pipeline : undefined,
    ...rankFlags(props, place),
    '--max-model-len': engine.maxModelLen,
    '--block-size': engine.blockSize,
    '--dtype': engine.dtype,
    '--kv-cache-dtype': engine.kvCacheDtype,
    '--quantization': engine.quantization,
    ...(engine.attentionBackend !== undefined && { '--attention-backend': engine.attentionBackend }),
    ...(engine.slidingWindow !== undefined && { '--disable-sliding-window': !engine.slidingWindow }),
    '--gpu-memory-utilization': roleEngine.gpuMemoryUtilization,
    '--max-num-seqs': roleEngine.maxNumSeqs,
    '--max-num-batched-tokens': roleEngine.maxNumBatchedTokens,
    '--enforce-eager': roleEngine.enforceEager,
    ...(transfers && { '--kv-transfer-config': JSON.stringify(transfers) }),
    ...expertFlags(roleEngine),
    // Only where it is derived, as `--host`.
    ...(engine.speculation && { '--speculative-config': JSON.stringify(speculative(engine.speculation)) }),
    ...(props.kvEvents && { '--kv-events-config': JSON.stringify(eventsConfig(props.kvEvents)) }),
    // Access logs of a probed and scraped server are noise.
    '--disable-uvicorn-access-log': true,
    ...(modelServer.shutdownTimeoutFlag && { [modelServer.shutdownTimeoutFlag]: props.drainSeconds }),
  };
}

function speculative({ method, model, tokens }: SpeculationSpec): Readonly<Record<string, unknown>> {
  return { method, num_speculative_tokens: tokens, ...(model !== undefined && { model }) };
}

/** `vllm/config/kv_events.py`: an engine listens on all addresses, and says nothing without `publisher`. */
function eventsConfig({ ports: [port], replayPorts: [replayPort], topic }: KvEventsPlan): Record<string, unknown> {
  return {
    enable_kv_cache_events: true,
    publisher: 'zmq',
    endpoint: `tcp://*:${port}`,
    ...(replayPort !== undefined && { replay_endpoint: `tcp://*:${replayPort}` }),
    topic,
  };
}

function flag([name, value]: [string, FlagValue]): string[] {
  if (value === undefined || value === false) return [];
  // Several values are several arguments: after `=` there is one.
  if (typeof value === 'object') return [name, ...value];
  return [value === true ? name : `${name}=${value}`];
}
