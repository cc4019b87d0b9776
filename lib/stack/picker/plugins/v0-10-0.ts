import { dataLayerPlugins } from './v0-10-0/data-layer';
import { flowControlPlugins } from './v0-10-0/flow-control';
import { requestPlugins } from './v0-10-0/requests';
import { schedulingPlugins } from './v0-10-0/scheduling';

/** Every plugin of `llm-d-router-endpoint-picker:v0.10.0`: `cmd/epp/runner/runner.go`, registerInTreePlugins. */
export const plugins0100 = {
  ...schedulingPlugins,
  ...requestPlugins,
  ...flowControlPlugins,
  ...dataLayerPlugins,
} as const;
