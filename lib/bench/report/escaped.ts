/** A text as HTML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** JSON in a script: no text can end the element that it is in. */
export function inScript(json: string): string {
  return json.replace(/</g, '\\u003c');
}
