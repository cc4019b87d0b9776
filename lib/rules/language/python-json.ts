/**
 * JSON as Python's `json.loads` reads it: NaN and Infinity are numbers too. `undefined` if it is none.
 *
 * @param suffixes letters that multiply a number outside of texts, as vLLM's configurations have them
 */
export function readJson(text: string, suffixes = ''): unknown {
  // Texts are matched first, so that nothing in them is changed.
  const special = new RegExp(
    `"(?:[^"\\\\]|\\\\.)*"|-?Infinity|NaN${suffixes && `|-?\\d+(?:\\.\\d+)?[${suffixes}]\\b`}`,
    'g',
  );
  try {
    return JSON.parse(text.replaceAll(special, found => (found.startsWith('"') ? found : '0')));
  } catch {
    return undefined;
  }
}
