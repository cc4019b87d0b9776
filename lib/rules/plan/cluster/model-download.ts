import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

const claim = { type: 'persistentVolumeClaim', size: '200Gi' };
const given = givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508');

/** What the Job that fills the model cache needs. */
export const modelDownloadRules: readonly Rule[] = [
  {
    id: 'PD251',
    title: 'A model cache is filled by a Job, or is full',
    severity: 'error',
    cause: 'a cache that has the weights needs no Job, and its engines would wait for one',
    fix: 'remove `modelCache.filled`: the Job sees what is there; or remove `modelCache.filledBy`',
    source: 'lib/plan/model-download.ts',
    evidence: 'read',
    check: ({ modelCache: { storage } }) => 'filledBy' in storage && storage.filledBy && storage.filled
      ? [{ field: 'modelCache.filled', cause: 'is true, and `modelCache.filledBy` has a Job fill it' }]
      : [],
    example: {
      field: 'modelCache',
      fails: { ...claim, filled: true, filledBy: 'Job' },
      passes: { ...claim, filledBy: 'Job' },
      given,
    },
  },
  {
    id: 'PD252',
    title: 'What is said of the Job that downloads the model has a Job',
    severity: 'error',
    cause: 'without `modelCache.filledBy` there is no such Job, and the field has no effect',
    fix: 'set `modelCache.filledBy: \'Job\'`, or remove the field',
    source: 'lib/plan/model-download.ts',
    evidence: 'read',
    check: ({ pools, spec: { containers, modelCache = {} } }): Violation[] =>
      pools.some(({ modelDownload }) => modelDownload !== undefined)
        ? []
        : [
            ...('downloadSeconds' in modelCache ? ['modelCache.downloadSeconds'] : []),
            ...(containers?.modelDownload ? ['containers.modelDownload'] : []),
          ].map(field => ({ field, cause: 'is stated, and no Job downloads the model' })),
    example: {
      field: 'modelCache',
      fails: { ...claim, downloadSeconds: 3600 },
      passes: { ...claim, downloadSeconds: 3600, filledBy: 'Job' },
      given,
    },
  },
];
