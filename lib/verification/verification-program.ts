import { text } from './verification.py.json';

/**
 * What runs in a verification Job: Python, since the images of all releases have it (`vllm` is a Python program), and
 * with nothing but its standard library. It finds the pods by their labels, asks through the gateway, and reads the
 * counters of both roles.
 *
 * A line `RESULT {...}` on standard output is for programs; everything else is for readers. It ends with exit code 1
 * where something does not work. The header that names the prefill pod of a request is the routing proxy's
 * (llm-d/llm-d-routing-sidecar v0.3.0 and llm-d/llm-d-router v0.10.0: `x-prefiller-host-port`); the picker sets it, and
 * a warm-up does, to reach every pair of pods.
 *
 * `npm run embed` copies it from `verification.py`.
 */
export const verificationProgram: string = text;
