import type { k8s } from 'cdk8s-plus-28';
import type { ModelCredential, ModelSpec } from '../spec/model';
import type { ModelCacheSpec } from '../spec/model-cache';
import type { EnvSource, SecretKeyReference } from '../spec/references';

/** All that this library knows of a place that models come from. Each has a file of its own. */
export interface ModelSource {
  /** As a plan names it. */
  readonly name: string;
  /** As a message calls it, with its article. */
  readonly title: string;
  /** What a URI of it begins with, without `://`. */
  readonly scheme: string;
  /** What its URIs are like. */
  readonly uri: ModelUri;
  /** Fields of `model` that say something to it, beside those of every model; a `needed` one must be there. */
  readonly fields: Readonly<Partial<Record<SourceField, 'needed' | 'taken'>>>;
  /** Kinds of credentials that it takes; none where it takes no `credential`. */
  readonly credentials: readonly ModelCredential['type'][];
  /**
   * Where the weights are that a URI names: what the pods mount, or `none` where they go to the GPUs without being
   * kept. Undefined where they are downloaded, and the spec says where they are kept.
   */
  readonly storageOf: (uri: string) => WeightsStorage | undefined;
  /**
   * What vLLM is told to load, the first argument of `vllm serve`. A URI that is not allowed is told as it is.
   *
   * @param cache folder in which the weights are mounted
   */
  readonly repositoryOf: (uri: string, cache: string) => string;
  /** What clients call the model where the spec does not say it. */
  readonly servedNameOf: (uri: string) => string;
  /** The key of the model's facts in `lib/facts/models.ts`; undefined where a URI does not say which model it is. */
  readonly factsKeyOf: (uri: string) => string | undefined;
  /** What the name of a model tells of it. */
  readonly hintsOf: (repository: string) => ModelHints;
  /** Flags of vLLM that say which version of the model is loaded and how; undefined where the model sets none. */
  readonly flags: (model: SourcedModel) => Readonly<Record<string, string | undefined>>;
  /**
   * Environment of the engine.
   *
   * @param cache folder in which the weights are mounted
   */
  readonly env: (model: SourcedModel, cache: string) => Readonly<Record<string, EnvSource>>;
  /**
   * Environment that keeps what the client writes, other than weights, in the home directory of the engine's user.
   *
   * @param home that directory
   */
  readonly homeEnv: (home: string) => Readonly<Record<string, string>>;
  /** The Secret with a token that a new project names. @default - it takes none */
  readonly usualToken?: SecretKeyReference;
  /** Variables that `extraEnv` must not have though the library does not set them: the spec has a field for them. */
  readonly reservedEnv: readonly string[];
  /**
   * The program in Python that puts a model into the cache: of the cache, a marker in it, the repository and the
   * revision. @default - a Job cannot fill a cache
   */
  readonly download?: string;
  /** Variables that keep its client from asking it. */
  readonly offlineEnv: readonly string[];
  /** Variables whose value is the address of a mirror. */
  readonly mirrorEnv: readonly string[];
  /** Names of environment variables of its credentials, by their beginning: a Job without weights leaves them out. */
  readonly environmentPrefixes: readonly string[];
  /** Labels of the pods by which a cloud gives them an identity. */
  readonly podLabels: (model: SourcedModel) => Readonly<Record<string, string>>;
  /** Volumes of the pod beside the one with the weights. */
  readonly volumes: (model: SourcedModel) => readonly k8s.Volume[];
  /** Where the engine's container finds those volumes. */
  readonly volumeMounts: (model: SourcedModel) => readonly k8s.VolumeMount[];
  /** TCP ports on which engines reach it, at addresses that are not known beforehand; none where they reach nothing. */
  readonly downloadPorts: (model: SourcedModel) => readonly number[];
  /** Addresses at which a cloud tells a pod who it is, with their TCP ports. */
  readonly identityServers: (model: SourcedModel) => readonly IdentityServer[];
  /** Its credentials where they do not belong, each as the source of a regular expression. @default - it has none */
  readonly credential?: {
    /** The credential itself. */
    readonly text: string;
    /** The flag of vLLM that takes it, without its dashes. */
    readonly flag: string;
  };
  /**
   * What a log says during a download. The expression is global: the last place is looked for. @default - nothing is
   * downloaded
   */
  readonly progress?: RegExp;
  /** What of it was never run by this library, as a sentence for a warning (PD250). @default - it was run */
  readonly neverTried?: string;
  /** What an engine says when the model cannot be had, the particular words first. */
  readonly failures: readonly SourceFailure[];
}

/** Fields of `model` that not every source reads. */
export type SourceField = keyof Pick<
  ModelSpec, 'account' | 'credential' | 'endpoint' | 'region' | 'revision' | 'token'
>;

/** Where the pods have their weights: one of the places that a spec can say, or none. */
export type WeightsStorage = ModelCacheSpec | ImageStorage | { readonly type: 'none' };

/** An image whose files the pods mount. */
export interface ImageStorage {
  readonly type: 'image';
  /** Its name with tag or digest. */
  readonly reference: string;
  /** The weights are in it: they are never downloaded into it. */
  readonly filled?: undefined;
}

/** An address with its TCP ports. */
export interface IdentityServer {
  /** The address as an IP block. */
  readonly cidr: string;
  /** The ports. */
  readonly ports: readonly number[];
}

/** What the URIs of a source are like. */
export interface ModelUri {
  /** Its form, for a message. */
  readonly form: string;
  /** One that is right. */
  readonly example: string;
  /** Why a URI of another form cannot work. */
  readonly cause: string;
  /** Where that is read. */
  readonly source: string;
  /** Whether a URI of the scheme is right. */
  readonly allows: (uri: string) => boolean;
  /** The URI that is meant by a text that is none, for example the address of a page; undefined where none is. */
  readonly meantBy: (text: string) => string | undefined;
}

/** What the name of a model tells of it, without asking its source. */
export interface ModelHints {
  /** Whether the source gives it only to those who have agreed to its terms, with their token. */
  readonly isGated: boolean;
  /** Why it cannot be served by prefill and decode, as the end of a sentence. @default - nothing speaks against it */
  readonly withoutText?: string;
}

/** What a source is asked about a model. Part of `ModelProps` of a plan. */
export interface SourcedModel extends Pick<ModelSpec, Exclude<SourceField, 'revision' | 'token'>> {
  /** Branch, tag or commit. */
  readonly revision?: string;
  /** Whether the weights are in the cache and the source is not asked. */
  readonly offline: boolean;
  /** The Secret with the credential. */
  readonly token?: SecretKeyReference;
}

/** Why a model cannot be had, by the words of the engine. */
export interface SourceFailure {
  /** The words by which it is known. */
  readonly says: RegExp;
  /** What to do. */
  readonly fix: string;
  /** The rule that would have refused the spec. @default - none */
  readonly rule?: `PD${number}`;
}
