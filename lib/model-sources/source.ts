import type { k8s } from 'cdk8s-plus-28';
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
  /** What vLLM is told to load, the first argument of `vllm serve`. A URI that is not allowed is told as it is. */
  readonly repositoryOf: (uri: string) => string;
  /** The key of the model's facts in `lib/facts/models.ts`; undefined where a URI does not say which model it is. */
  readonly factsKeyOf: (uri: string) => string | undefined;
  /** What the name of a model tells of it. */
  readonly hintsOf: (repository: string) => ModelHints;
  /** Flags of vLLM that say which version of the model is loaded; undefined where the model sets none. */
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
  /** The Secret with a token that a new project names. */
  readonly usualToken: SecretKeyReference;
  /** Variables that `extraEnv` must not have though the library does not set them: the spec has a field for them. */
  readonly reservedEnv: readonly string[];
  /** Variables that keep its client from asking it. */
  readonly offlineEnv: readonly string[];
  /** Variables whose value is the address of a mirror. */
  readonly mirrorEnv: readonly string[];
  /** Volumes of the pod beside the one with the weights. */
  readonly volumes: (model: SourcedModel) => readonly k8s.Volume[];
  /** Where the engine's container finds those volumes. */
  readonly volumeMounts: (model: SourcedModel) => readonly k8s.VolumeMount[];
  /** TCP ports on which engines reach it, at addresses that are not known beforehand; none where they reach nothing. */
  readonly downloadPorts: readonly number[];
  /** Its credentials where they do not belong, each as the source of a regular expression. */
  readonly credential: {
    /** The credential itself. */
    readonly text: string;
    /** The flag of vLLM that takes it, without its dashes. */
    readonly flag: string;
  };
  /** What a log says during a download. The expression is global: the last place is looked for. */
  readonly progress: RegExp;
  /** What an engine says when the model cannot be had, the particular words first. */
  readonly failures: readonly SourceFailure[];
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
export interface SourcedModel {
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
