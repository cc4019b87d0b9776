/** The key of the label of the picker's pods. */
export const PICKER_LABEL = 'inferencepool';

/** The label of the picker's pods, as the `inferencepool` chart of gateway-api-inference-extension writes it. */
export function pickerLabels(name: string): Record<string, string> {
  return { [PICKER_LABEL]: name };
}
