// How sentences tell of several things: a number with its noun, and a list that does not grow without end.

/** `1 pod`, `2 pods`. `plural`: where an `s` does not make it. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${agreeing(number, noun, plural)}`;
}

/** The verb, or whatever else must fit the number: `agreeing(2, "is", "are")`. */
export function agreeing(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}

/** The first `most` of them, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(", ")} and ${rest} more` : names.join(", ");
}
