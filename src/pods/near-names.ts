// Which names somebody may have meant who typed one that is not there.
import leven from "leven";

/** Two letters added, dropped or replaced, and never more than a third of the word: short names all resemble each other. */
export function isMistyped(one: string, other: string): boolean {
  const limit = Math.min(2, Math.floor(Math.max(one.length, other.length) / 3));
  // Beyond `maxDistance` that number itself comes back.
  return leven(one, other, { maxDistance: limit + 1 }) <= limit || isSwapped(one, other);
}

/** Two neighbours in each other's place are one slip of the hand, and two replaced letters to the measure. */
function isSwapped(one: string, other: string): boolean {
  const at = one.split("").findIndex((letter, index) => letter !== other[index]);
  const swapped = `${one.slice(0, at)}${one[at + 1] ?? ""}${one[at] ?? ""}${one.slice(at + 2)}`;
  return at >= 0 && one.length === other.length && one.length >= 3 && swapped === other;
}

/** At most three, the nearest first: the same in other letters, mistyped, or one a part of the other. */
export function nearNames<Named>(
  wanted: string,
  candidates: readonly Named[],
  nameOf: (candidate: Named) => string,
): readonly Named[] {
  const lower = wanted.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, name: nameOf(candidate).toLowerCase() }))
    .filter(({ name }) => isMistyped(name, lower) || isPart(name, lower))
    .map(({ candidate, name }) => ({ candidate, distance: leven(name, lower) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A pod's name holds its workload's; fewer than three letters are part of too much. */
function isPart(one: string, other: string): boolean {
  return Math.min(one.length, other.length) >= 3 && (one.includes(other) || other.includes(one));
}
