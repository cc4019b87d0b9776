/** Whether a text is `http://` or `https://` with a host, and without a user, whose password would be in it. */
export function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, password, protocol, username } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && hostname !== '' && username === '' && password === '';
}
