// How many letters must be added, dropped or replaced to make one word another.

/** Levenshtein's distance, one row at a time: https://en.wikipedia.org/wiki/Levenshtein_distance */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of one.split("").entries()) {
    const next = [i + 1];
    for (const [j, otherLetter] of other.split("").entries()) {
      const replaced = (row[j] ?? 0) + Number(letter !== otherLetter);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
