// Which commands a search finds, the best first. Pure.

/** Words in any order, each somewhere in the text; null: it doesn't match. A lower rank is better. */
export function rankOf(text: string, search: string): number | null {
  const haystack = text.toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  let rank = 0;
  for (const word of words) {
    const place = placeOf(haystack, word);
    if (place === null) return null;
    rank += place;
  }
  return rank;
}

/** 0 at the beginning, 1 at the beginning of a word, 2 inside of one, 3 when only its letters occur in order. */
function placeOf(haystack: string, word: string): number | null {
  if (haystack.startsWith(word)) return 0;
  if (haystack.includes(` ${word}`)) return 1;
  if (haystack.includes(word)) return 2;
  return hasInOrder(haystack, word) ? 3 : null;
}

function hasInOrder(haystack: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = haystack.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

export function found<T extends { name: string; group: string }>(items: readonly T[], search: string): T[] {
  const ranked = items.flatMap((item) => {
    const inName = rankOf(item.name, search);
    const rank = inName ?? rankOf(`${item.name} ${item.group}`, search);
    return rank === null ? [] : [{ item, rank: inName === null ? rank + 10 : rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}
