import { envoyPackage, envoyWheels } from '../../programs/envoy/wheels.mjs';

/** The Envoy that a rehearsal downloads, a component for each wheel since each has a digest of its own. */
export function pypiComponents() {
  const { name, version } = envoyPackage;
  return Object.entries(envoyWheels).map(([platform, digest]) => {
    const file = `${name.replace('-', '_')}-${version}-py3-none-${platform}.whl`;
    const ref = `pkg:pypi/${name}@${version}?file_name=${file}`;
    return {
      'bom-ref': ref,
      'type': 'application',
      name,
      version,
      'scope': 'optional',
      'purl': ref,
      'hashes': [{ alg: 'SHA-256', content: digest }],
      'licenses': [{ license: { id: 'Apache-2.0' } }],
      'properties': [{ name: 'cdk8s-llm-d:use', value: 'llmd rehearse' }],
      'dependsOn': [],
    };
  });
}
