import { Rule, Violation } from '../../language/rule';

/** Digests and mirrors. */
export const imageRules: readonly Rule[] = [
  {
    id: 'PD612',
    title: 'If images are locked, all of them are locked',
    severity: 'warning',
    cause: 'an image without a digest may change after it was tested, while the locked images do not',
    fix: 'add the image to images.lock and run `npx llmd images`',
    source: 'OCI Distribution Specification 1.1: a tag can be moved, a digest cannot',
    evidence: 'read',
    check: ({ spec: { images, release } }) =>
      Object.keys(images?.digests ?? {}).length === 0
        ? []
        : [...new Set([release.modelServer.image, release.routingProxy.image, release.endpointPicker.image])]
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
    waivable: false,
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
];

const mirrorName = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/i;
