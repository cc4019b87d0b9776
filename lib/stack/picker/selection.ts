import type { EndpointPickerRelease, Permission } from './endpoint-picker-release';

/** How a picker is told by flags which pods take requests, and so needs no InferencePool and no CRD. */
export interface PickerSelection {
  /** The flag that takes their labels, as `name=value,name=value`. */
  readonly labelsFlag: string;
  /** The flag that takes the ports on which they take requests. */
  readonly portsFlag: string;
  /** What it then reads from the API server in its namespace. */
  readonly permissions: readonly Permission[];
}

/**
 * The flags of every version that has them: gateway-api-inference-extension v1.2.0 `cmd/epp/runner/runner.go` (picker
 * v0.4.0), llm-d-router v0.10.0 `--help`; permissions, llm-d-router v0.9.0
 * `config/charts/llm-d-router-standalone/templates/rbac.yaml`.
 */
export const pickerSelection: PickerSelection = {
  labelsFlag: '--endpoint-selector',
  portsFlag: '--endpoint-target-ports',
  permissions: [{ apiGroup: '', resources: ['pods'] }],
};

/**
 * How a picker selects pods itself; undefined where its version has no such flags. Of a picker of which nothing is
 * known (PD705) the command line is that of the newest version, and so are these.
 */
export function selectionOf({ known }: Pick<EndpointPickerRelease, 'known'>): PickerSelection | undefined {
  return known === undefined || known.flags.includes(pickerSelection.labelsFlag) ? pickerSelection : undefined;
}
