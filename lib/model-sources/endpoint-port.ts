/** The TCP port of an endpoint; 443 where none is named or the text is no URL, which PD244 refuses. */
export function portOf(endpoint: string | undefined): number {
  if (endpoint === undefined || !URL.canParse(endpoint)) return 443;
  const { port, protocol } = new URL(endpoint);
  return Number(port) || (protocol === 'http:' ? 80 : 443);
}
