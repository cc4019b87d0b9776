import { llama31 } from './deployments/llm-d-llama31';
import { llama31Next } from './deployments/llm-d-llama31-next';
import { App, DisaggregatedInference } from './lib';

const app = new App();
new DisaggregatedInference(app, 'llm-d-llama31', llama31);
new DisaggregatedInference(app, 'llm-d-llama31-next', llama31Next);
app.synth();
