import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gateway, HttpRoute, ReferenceGrant } from '../../imports/gateway.networking.k8s.io';
import { InferencePool } from '../../imports/inference.networking.k8s.io';
import { InferencePool as InferencePoolAlpha } from '../../imports/inference.networking.x-k8s.io';
import { DestinationRule } from '../../imports/networking.istio.io';
import { AuthorizationPolicy } from '../../imports/security.istio.io';

const root = join(__dirname, '../..');

// The first version in a CRD gets the plain class name, so an upstream reordering would change what a class emits.
test.each([
  [Gateway, 'gateway.networking.k8s.io/v1', 'Gateway'],
  [HttpRoute, 'gateway.networking.k8s.io/v1', 'HTTPRoute'],
  [ReferenceGrant, 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'],
  [InferencePool, 'inference.networking.k8s.io/v1', 'InferencePool'],
  [InferencePoolAlpha, 'inference.networking.x-k8s.io/v1alpha2', 'InferencePool'],
  [DestinationRule, 'networking.istio.io/v1', 'DestinationRule'],
  [AuthorizationPolicy, 'security.istio.io/v1', 'AuthorizationPolicy'],
])('the plain class %p is %s %s', ({ GVK }, apiVersion, kind) => {
  expect(GVK).toEqual({ apiVersion, kind });
});

test('imports/ is what `npm run import` makes of crds/', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    // Without the CLI's look-up of its own newest version: tests run offline.
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'import', '--no-save', '--output', fresh],
      {
        cwd: root,
        env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
        stdio: 'pipe',
      },
    );
    expect(filesOf(fresh)).toEqual(filesOf(join(root, 'imports')));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).sort().map(file => [file, readFileSync(join(folder, file), 'utf8')]));
}
