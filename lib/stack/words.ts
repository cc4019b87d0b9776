/** The words of a list that is written as one text: flags and variables of a program, read at one tag. */
export function words(list: string, prefix = ''): readonly string[] {
  return list.trim().split(/\s+/).map(word => `${prefix}${word}`);
}
