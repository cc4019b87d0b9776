import { KubernetesObject } from './kubernetes-objects';

/** Reads from an API server. */
export interface ClusterReader {
  /**
   * Objects of a kind.
   *
   * @param namespace all of them when absent
   * @throws ClusterError, also where the kind is not served (`code` 404) or the caller may not (403)
   */
  list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    namespace?: string,
    labelSelector?: string,
  ): Promise<readonly T[]>;

  /** An object; `undefined` where there is none, or no such kind. */
  read<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined>;

  /** What a path of the API answers, as `/version` or `/apis/apps/v1`; `undefined` where there is nothing. */
  get<T extends object>(path: string): Promise<T | undefined>;

  /** The answer to a question about permissions, a SelfSubjectAccessReview. */
  mayI(question: AccessQuestion): Promise<boolean>;

  /** The end of a container's log. */
  log(namespace: string, pod: string, container: string, options: LogOptions): Promise<string>;
}

/** Which part of a log. */
export interface LogOptions {
  /** How many lines from the end. */
  readonly lines: number;
  /** Of the run before the last restart. @default false */
  readonly previous?: boolean;
}

/** What somebody may want to do. */
export interface AccessQuestion {
  readonly verb: string;
  /** The API group; empty for core kinds. */
  readonly group: string;
  /** The resource in the plural, as `deployments` or `pods/log`. */
  readonly resource: string;
  /** Absent for kinds of the whole cluster. */
  readonly namespace?: string;
}

/** An answer of the API server, or none, that is not what was asked for. */
export class ClusterError extends Error {
  /** @param code the HTTP status; 0 where there was no answer */
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

/**
 * A cluster that the next attempt would not reach either: the configuration is wrong, or what answers is no API server.
 */
export class UnusableCluster extends ClusterError {
  constructor(message: string) {
    super(0, message);
  }
}
