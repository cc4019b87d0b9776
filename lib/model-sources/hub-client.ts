/** Where the client of the Hub keeps what it writes; transformers asks it for the code of models as well. */
export function clientHome(home: string): Readonly<Record<string, string>> {
  return { HF_HOME: `${home}/huggingface` };
}

/**
 * Of a folder nothing is asked of the Hub. With this vLLM takes a path that exists as it is (vLLM 0.11.0 and 0.27.1
 * `vllm/engine/arg_utils.py`, `get_model_path`).
 */
export const withoutHub = { HF_HUB_OFFLINE: '1' };
