/**
 * A duration as `--request-timeout` of kubectl takes it: whole seconds, or numbers with their units, `1m30s`. Zero is
 * no limit.
 *
 * @returns seconds, `Infinity` for no limit, `undefined` for any other text
 */
export function secondsOf(text: string): number | undefined {
  const isNumber = /^\d+$/.test(text);
  if (!isNumber && !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...(isNumber ? `${text}s` : text).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const seconds = parts.reduce((sum, [, number, unit]) => sum + Number(number) * unitSeconds[unit!]!, 0);
  return seconds === 0 ? Infinity : seconds;
}

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
