import { beginning, notAnApiServer } from './api-request';
import { UnusableCluster } from './cluster-reader';
import { Connection } from './connection';
import { KubernetesObject } from './kubernetes-objects';

/** Reads the answers of an API server, and refuses those that none gives. */
export class ApiAnswer {
  /** @param what was asked, as `GET /api/v1/pods` */
  constructor(
    private readonly connection: Pick<Connection, 'server'>, private readonly what: string, readonly text: string,
  ) {}

  /** @throws UnusableCluster if the answer is no JSON object */
  object<T extends object>(): T {
    let value: unknown;
    try {
      value = JSON.parse(this.text);
    } catch {
      throw this.wrong(`the answer is not JSON${beginning(this.text)}`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.wrong(`the answer is ${this.text.trim().slice(0, 20)} instead of an object`);
    return value as T;
  }

  /** @throws UnusableCluster if the answer is no Kubernetes object, which a Status is too */
  kubernetesObject<T extends Pick<KubernetesObject, 'kind'>>(): T {
    const object = this.object<T>();
    if (typeof object.kind !== 'string') throw this.wrong('the answer is an object without a kind');
    return object;
  }

  /** @throws UnusableCluster if the answer is no Kubernetes object with a name */
  namedObject<T extends KubernetesObject>(): T {
    const object = this.kubernetesObject<T>();
    if (!hasName<T>(object)) throw this.wrong('the answer is an object without metadata.name');
    return object;
  }

  /** @throws UnusableCluster if the answer has no list of objects in a field */
  list<T extends object>(field: keyof T & string): T {
    const object = this.object<T>();
    if (!Array.isArray(object[field])) throw this.wrong(`the answer has no list of ${field}`);
    return object;
  }

  /** What is wrong with the answer. */
  wrong(why: string): UnusableCluster {
    return new UnusableCluster(`${this.what}: ${why}. ${notAnApiServer(this.connection)}`);
  }
}

/** Whether a value is an object with `metadata.name`. */
export function hasName<T extends KubernetesObject>(value: unknown): value is T {
  return typeof (value as Partial<KubernetesObject> | null)?.metadata?.name === 'string';
}
