import { createHash } from 'node:crypto';
import type { ModelDownloadPlan } from './model-download-plan';
import type { ModelCacheSpec } from '../spec/model-cache';
import type { InferenceSpec } from '../spec/deployment';
import { weightsStorage } from './weights-storage';
import type { Labels } from './labels';

/** The Job that fills the cache of a spec; undefined where the pods do it, or somebody else. */
export function planModelDownload(deployment: string, spec: InferenceSpec): ModelDownloadPlan | undefined {
  const storage = weightsStorage(spec);
  if (!isFilledByJob(storage)) return undefined;
  const { containers: { modelDownload: { resources } = {} } = {}, model: { revision = '', token, uri } } = spec;
  return {
    name: `${deployment}-model-download`,
    labels: downloadLabels(deployment),
    marker: markerOf(uri, revision),
    seconds: storage.downloadSeconds ?? DOWNLOAD_SECONDS,
    ...(token && { token }),
    ...(resources && { resources }),
  };
}

/** Whether a Job fills a storage. */
export function isFilledByJob(
  storage: { readonly type: string; readonly filledBy?: 'Job' },
): storage is Extract<ModelCacheSpec, { readonly filledBy?: 'Job' }> {
  return storage.filledBy === 'Job';
}

/** The labels of the Job's pods, by which a network policy lets them out. */
export function downloadLabels(deployment: string): Labels {
  return { 'app.kubernetes.io/component': DOWNLOAD_COMPONENT, 'app.kubernetes.io/part-of': deployment };
}

/** The label `app.kubernetes.io/component` of the Job and of its pods. */
export const DOWNLOAD_COMPONENT = 'model-download';

/** The container of an engine's pod that waits for the Job. */
export const WAIT_CONTAINER = 'wait-for-model';

/** 100 MB/s for 700 GB, a model of 671B parameters in 8 bits. */
const DOWNLOAD_SECONDS = 7200;

/** Deployments that share a cache look for the same file, which nothing of the Hub's client touches. */
function markerOf(uri: string, revision: string): string {
  return `.llm-d/${createHash('sha256').update(`${uri}@${revision}`).digest('hex').slice(0, 12)}`;
}
