import { Danger, dangers } from './effects/effect';
import { Cost, sumOf } from './judgement/cost';
import { DeploymentReview, reviewDeployment } from './deployment-review';
import { byDeployment, Deployments } from './manifests/deployments';
import type { ManifestFile } from './manifests/manifest-file';
import { Side } from './manifests/side';

/** What a change of manifests does. */
export interface Review {
  /** The greatest of its deployments. */
  readonly danger: Danger;
  /** Those that differ, the most dangerous first. */
  readonly deployments: readonly DeploymentReview[];
  /** Files that are the same, byte by byte. */
  readonly sameFiles: number;
  /** Files that differ in a way that Kubernetes does not see: the order, comments, another spelling. */
  readonly onlySpelling: readonly string[];
  /** What all deployments that differ ask for. */
  readonly costs: readonly Cost[];
}

/** How sides are reviewed. */
export interface ReviewOptions {
  /**
   * Whether the objects after the change are those of files, which must be as their record says; an API server adds to
   * them. @default true
   */
  readonly areFiles?: boolean;
}

/**
 * Reviews all files of two sides. Objects belong to the deployment that their label names, so that a file may be moved
 * or hold several.
 *
 * @throws UnreadableManifest for an object that differs and cannot be read, or is none
 */
export function review(
  before: readonly ManifestFile[], after: readonly ManifestFile[], { areFiles = true }: ReviewOptions = {},
): Review {
  const texts = new Map(before.map(({ path, text }) => [path, text]));
  const same = new Set(after.filter(({ path, text }) => texts.get(path) === text).map(({ path }) => path));
  const differing = (files: readonly ManifestFile[]) => files.filter(({ path }) => !same.has(path));
  const [was, is] = [differing(before), differing(after)].map(byDeployment) as [Deployments, Deployments];
  const names = [...new Set([...is.keys(), ...was.keys()])];
  const reviews = names.flatMap(name =>
    reviewDeployment(
      name, { before: was.get(name) ?? new Side([]), after: is.get(name) ?? new Side([]) }, areFiles) ?? []);
  const deployments = dangers.flatMap(danger => reviews.filter(each => each.danger === danger));
  const reported = new Set(deployments.flatMap(({ files }) => files));
  return {
    danger: deployments[0]?.danger ?? 'safe',
    deployments,
    sameFiles: same.size,
    onlySpelling: differing(after).map(({ shown }) => shown).filter(path => !reported.has(path)),
    costs: sumOf(deployments.map(({ costs }) => costs)),
  };
}
