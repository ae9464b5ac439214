// The question under an error about a name that is not there.
import { plain } from "./plain.ts";

/** `undefined` where nothing is near enough to ask. */
export function didYouMean(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = names.map(plain);
  const [last = "", ...others] = shown.toReversed();
  return `Did you mean ${others.length === 0 ? last : `${others.toReversed().join(", ")} or ${last}`}?`;
}
