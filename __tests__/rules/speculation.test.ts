import { InferenceSpec, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

/** What is found of PD351. */
function found(method: 'ngram' | 'suffix', change: Partial<InferenceSpec>): string[] {
  const spec = specWith({ engine: { speculation: { method, tokens: 8 } }, ...change });
  return judge(planInference('llama', spec)).findings.filter(({ rule }) => rule === 'PD351').map(({ cause }) => cause);
}

test('a method that the version does not have is refused with those that it has', () => {
  expect(found('suffix', { release: Release.ROUTER_0_3 }))
    .toEqual(['vLLM 0.11.0 has no method `suffix`, only eagle, eagle3, mtp, ngram']);
  expect(found('ngram', { release: Release.ROUTER_0_3 })).toEqual([]);
});

test('a method whose package no image of vLLM has is refused, but in an image of one\'s own', () => {
  const release = Release.ROUTER_0_10;
  expect(found('suffix', { release }))
    .toEqual(['`suffix` needs arctic-inference, which docker.io/vllm/vllm-openai:v0.27.1 does not have']);
  const image = 'registry.example/vllm-with-suffixes:0.27.1';
  expect(found('suffix', { release, prefill: { ...validSpec.prefill, image }, decode: { ...validSpec.decode, image } }))
    .toEqual([]);
});
