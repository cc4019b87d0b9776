/** The label of the picker's pods, as the `inferencepool` chart of gateway-api-inference-extension writes it. */
export function pickerLabels(name: string): Record<string, string> {
  return { inferencepool: name };
}
