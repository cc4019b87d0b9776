import { book, chapterText } from '../rules/report/catalog';
import { nearest } from '../rules/language/did-you-mean';

/** Prints all rules, a line each, by family. */
export function printRules(): number {
  const chapters = book();
  for (const family of new Set(chapters.map(chapter => chapter.family))) {
    console.log(family);
    for (const { rule } of chapters.filter(chapter => chapter.family === family)) console.log(`  ${rule.id}  ${rule.severity.padEnd(7)}  ${rule.title}`);
  }
  return 0;
}

/** Prints one rule whole. The exit code is 2 where there is none of that name. */
export function printRule(id: string): number {
  const chapters = book();
  const chapter = chapters.find(({ rule }) => rule.id === id.toUpperCase());
  if (chapter) {
    console.log(chapterText(chapter));
    return 0;
  }
  const similar = nearest(id.toUpperCase(), chapters.map(({ rule }) => rule.id));
  console.error(`there is no rule ${id}${similar === undefined ? '' : `; did you mean ${similar}?`} \`llmd rules\` lists them`);
  return 2;
}
