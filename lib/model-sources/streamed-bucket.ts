import { clientHome } from './hub-client';
import { hintsOf } from './hub-models';
import { isFolder, lastFolder, repositoryAtEnd } from './model-folder';
import type { ModelSource, ModelUri } from './source';

/**
 * What sources have in common whose weights go from a bucket to the GPUs: no volume, no cache. Config and tokenizer are
 * copied into the pod (vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 `vllm/transformers_utils/runai_utils.py`).
 */
export const streamedBucket: Pick<
  ModelSource, 'factsKeyOf' | 'flags' | 'hintsOf' | 'homeEnv' | 'mirrorEnv' | 'neverTried' | 'offlineEnv' | 'progress'
  | 'repositoryOf' | 'servedNameOf' | 'storageOf'
> = {
  storageOf: () => ({ type: 'none' }),
  repositoryOf: uri => uri,
  servedNameOf: lastFolder,
  factsKeyOf: uri => repositoryAtEnd(uri.replace(/^\w+:\/\/[^/]*/, '')),
  hintsOf: uri => ({ ...hintsOf(repositoryAtEnd(uri) ?? uri), isGated: false }),
  flags: () => ({ '--load-format': 'runai_streamer' }),
  homeEnv: clientHome,
  mirrorEnv: [],
  // Offline, vLLM 0.11 looks a bucket up as a repository (`vllm/engine/arg_utils.py`).
  offlineEnv: [],
  // vLLM 0.11.0 and 0.27.1 `vllm/model_executor/model_loader/weight_utils.py`.
  neverTried: 'no engine has streamed weights from a store here: names of flags and variables were read',
  progress: /Loading safetensors using Runai Model Streamer:\s+\d+%/g,
};

/** What URIs of buckets are like, by their scheme. */
export function bucketUri(scheme: string, bucket: RegExp, otherSchemes: RegExp): ModelUri {
  const allows = (uri: string): boolean => {
    const [, name = '', folder = ''] = /^\w+:\/\/([^/]*)\/(.*?)\/?$/.exec(uri) ?? [];
    return uri.startsWith(`${scheme}://`) && bucket.test(name) && isFolder(folder);
  };
  return {
    form: `${scheme}://<bucket>/<folder>`,
    example: `${scheme}://models/meta-llama/Llama-3.1-8B-Instruct`,
    cause:
      'the loader lists the safetensors files below the folder, which has `config.json` too, and the name of a bucket '
      + 'has three characters at least, in small letters',
    source: 'vLLM 0.27.1 docs/models/extensions/runai_model_streamer.md',
    allows,
    meantBy: (text) => {
      const uri = text.replace(otherSchemes, `${scheme}://`);
      return uri !== text && allows(uri) ? uri : undefined;
    },
  };
}
