import { knownVersions } from '../../stack/releases';

/** The versions of vLLM that a rule holds for where it reads what is known of a version. */
export function knownVllm(): string {
  return `vLLM ${knownVersions.modelServer.map(({ known }) => known.version).join(' and ')}`;
}
