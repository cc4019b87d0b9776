import { devices } from '../../../devices/devices';
import { nearest } from '../../../schema/did-you-mean';
import type { InferenceSpec } from '../../../spec/deployment';
import { LOCK_FIX } from '../../../spec/images';
import { imagesLock, unreadLock } from '../../../spec/images-lock';
import { Release } from '../../../stack/releases';
import { excerpt } from '../../language/message-text';
import { Rule, Violation } from '../../language/rule';

/** Digests and mirrors. */
export const imageRules: readonly Rule[] = [
  {
    id: 'PD439',
    title: 'The lock file of the images can be read',
    severity: 'error',
    cause: 'without the file the images would be pulled by their tags, which is what the spec does not want',
    fix: LOCK_FIX,
    source: 'lib/spec/images-lock.ts',
    evidence: 'proven',
    check: ({ spec: { images } }) => {
      const problem = unreadLock(images?.digests);
      return problem === undefined ? [] : [{ field: 'images.digests', cause: problem }];
    },
    example: {
      field: 'images',
      passes: undefined,
      fails: { digests: imagesLock('no/such/images.lock') },
      failsWritten: '{ digests: imagesLock(\'no/such/images.lock\') }',
    },
  },
  {
    id: 'PD612',
    title: 'If images are locked, all of them are locked',
    severity: 'warning',
    cause: 'an image without a digest may change after it was tested, while the locked images do not',
    fix: 'add the image to images.lock and run `npx llmd images`',
    source: 'OCI Distribution Specification 1.1: a tag can be moved, a digest cannot',
    evidence: 'read',
    check: ({ endpointPicker: { tokenizer }, spec: { gateway, images, prefill, release } }) =>
      Object.keys(images?.digests ?? {}).length === 0
        ? []
        : [...new Set([...imagesOf(release), ...proxyOf(gateway)])]
            .filter(image => prefill !== undefined || image !== release.routingProxy.image)
            .filter(image => tokenizer !== undefined || image !== release.modelServer.tokenizer?.image)
            .filter(image => !image.includes('@') && !Object.hasOwn(images!.digests!, image))
            .map(image => ({ field: 'images.digests', cause: `has no digest of ${image}` })),
    example: {
      field: 'images',
      passes: undefined,
      fails: { digests: { 'docker.io/vllm/vllm-openai:v0.27.1': `sha256:${'0'.repeat(64)}` } },
    },
  },
  {
    id: 'PD613',
    title: 'A container runtime can pull from the digests and mirrors',
    severity: 'error',
    cause: 'the kubelet cannot parse the name of the image: `InvalidImageName`, and the pod never starts',
    fix:
      'use `sha256:` and 64 hexadecimal digits for a digest, and a registry with a path for a mirror, without '
      + 'a scheme and without a slash at the end',
    source: 'github.com/distribution/reference v0.6.0 regexp.go',
    evidence: 'read',
    check: ({ spec: { images } }) => [
      ...Object.entries(images?.digests ?? {})
        .filter(([, digest]) => !/^sha256:[0-9a-f]{64}$/.test(digest))
        .map(
          ([image, digest]): Violation => ({
            field: 'images.digests',
            cause: `'${digest}' of ${image} is not a digest`,
          }),
        ),
      ...Object.entries(images?.mirrors ?? {})
        .filter(([, mirror]) => !mirrorName.test(mirror))
        .map(
          ([prefix, mirror]): Violation => ({
            field: 'images.mirrors',
            cause: `'${mirror}' for ${prefix} is not the name of a registry`,
          }),
        ),
    ],
    example: {
      field: 'images',
      fails: { mirrors: { 'ghcr.io': 'https://registry.internal/' } },
      passes: { mirrors: { 'ghcr.io': 'registry.internal/ghcr' } },
    },
  },
  {
    id: 'PD221',
    title: 'A mirror or a digest is for an image of a release',
    severity: 'warning',
    cause:
      'a key that matches no image has no effect, and the image is pulled from its own registry, by its tag',
    fix: 'correct the key: the beginning of a name up to a `/` for a mirror, name and tag for a digest',
    source: 'lib/spec/images.ts',
    evidence: 'read',
    check: ({ spec: { gateway, images, release } }) => {
      const own = [...imagesOf(release), ...proxyOf(gateway)];
      // One table may serve deployments of several releases.
      const ofDevices = devices.flatMap(({ images: its = {} }) => Object.values(its));
      const all = [...own, ...Object.values(Release).flatMap(imagesOf), ...ofDevices];
      return [
        ...Object.keys(images?.mirrors ?? {})
          .filter(prefix => !all.some(image => image.startsWith(`${prefix}/`)))
          .map(prefix => unmatched('mirrors', prefix, own.flatMap(prefixes))),
        ...Object.keys(images?.digests ?? {})
          .filter(image => !all.includes(image) && sameName(image, own))
          .map(image => unmatched('digests', image, own)),
      ];
    },
    example: {
      field: 'images',
      fails: { mirrors: { 'docker.io/vlm': 'registry.internal/vllm' } },
      passes: { mirrors: { 'docker.io/vllm': 'registry.internal/vllm' } },
    },
  },
];

function unmatched(table: 'digests' | 'mirrors', key: string, keys: readonly string[]): Violation {
  const meant = nearest(key, keys);
  return {
    field: `images.${table}`,
    cause: `${excerpt(key)} matches no image of a release`,
    fix: meant === undefined
      ? `remove it, or write what matches: ${[...new Set(keys)].join(', ')}`
      : `did you mean '${meant}'? Otherwise remove it`,
  };
}

function imagesOf({ endpointPicker, modelServer, routingProxy }: InferenceSpec['release']): string[] {
  const tokenizer = modelServer.tokenizer?.image;
  return [
    modelServer.image, ...(tokenizer === undefined ? [] : [tokenizer]), routingProxy.image, endpointPicker.image,
  ];
}

/** The image of the proxy beside the picker, where there is one. */
function proxyOf({ image }: InferenceSpec['gateway']): string[] {
  return image === undefined ? [] : [image];
}

/** What a name begins with, up to each `/`. */
function prefixes(image: string): string[] {
  const parts = image.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether another tag is meant: a lock file has images of other parts too. */
function sameName(image: string, images: readonly string[]): boolean {
  const name = (of: string) => of.replace(/:[^/]*$/, '');
  return images.some(own => name(own) === name(image));
}

const mirrorName = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/i;
