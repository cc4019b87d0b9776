import type { FieldChange } from '../../cluster/changes/field-changes';
import type { KubernetesObject } from '../../kube/kubernetes-objects';
import type { Sides } from '../manifests/side';

/** How much a reader must care, the greatest first. */
export const dangers = ['refused', 'care', 'safe'] as const;

/** Whether something is refused, needs care, or is safe. */
export type Danger = (typeof dangers)[number];

/** What a change does to what runs, in one word. */
export type EffectKind
  = 'access' | 'configures' | 'creates' | 'deletes' | 'labels' | 'observes' | 'permissions' | 'protects'
    | 'recreates' | 'reroutes' | 'restarts' | 'scales' | 'storage' | 'unknown';

/** One thing that a change does to what runs. */
export interface Effect {
  readonly kind: EffectKind;
  readonly danger: Danger;
  /** Kind and name of the object. */
  readonly object: string;
  /** What happens, as a sentence without its full stop. */
  readonly text: string;
  /** The fields that do it. */
  readonly fields: readonly FieldChange[];
  /** How it is undone, beside setting the fields back; absent where that is all. */
  readonly undo?: string;
  /** Pods that are replaced or stopped. */
  readonly pods?: number;
}

/** An object that differs, one of its forms absent where the side does not have it. */
export interface ObjectDifference {
  readonly before?: KubernetesObject;
  readonly after?: KubernetesObject;
  /** The fields that differ; empty for an object that appears or goes. */
  readonly fields: readonly FieldChange[];
}

/** What is known of changes of some kinds of objects. Each has a module in this folder. */
export interface EffectTopic {
  /** Whether it is about such an object. */
  readonly concerns: (object: KubernetesObject) => boolean;
  /** What the difference does. */
  readonly effects: (difference: ObjectDifference, sides: Sides) => readonly Effect[];
}

/** The object as it is after the change, or as it was where it goes. */
export function objectOf({ after, before }: ObjectDifference): KubernetesObject {
  return (after ?? before)!;
}

/** Whether an object appears, goes, or is changed. */
export function changeOf({ after, before }: ObjectDifference): 'creates' | 'deletes' | 'changes' {
  return before === undefined ? 'creates' : after === undefined ? 'deletes' : 'changes';
}
