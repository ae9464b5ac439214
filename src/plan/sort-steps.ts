// Tells which steps of a list are done, which are left to do and which fit nothing that is there.
import { invertStep } from "./invert-step.ts";
import type { Step } from "./step.ts";
import { targetOf } from "./step-target.ts";

/** Positions in the list, each in rising order. */
export interface SortedSteps {
  readonly done: readonly number[];
  readonly left: readonly number[];
  /** Steps on one thing that somebody changed: it is neither as it was before the first of them nor as one makes it. */
  readonly astray: readonly (readonly number[])[];
}

/**
 * `isThere` looks whether the change of a step is there. Steps on the same thing follow on one another, so the first of
 * them is done when a later one is, and the later ones need nothing to be there before the first.
 */
export async function sortSteps(
  steps: readonly Step[],
  isThere: (step: Step) => Promise<boolean>,
): Promise<SortedSteps> {
  const done: number[] = [];
  const left: number[] = [];
  const astray: (readonly number[])[] = [];
  for (const chain of chainsOf(steps)) {
    const count = await countDone(
      chain.map(({ step }) => step),
      isThere,
    );
    const places = chain.map(({ at }) => at);
    if (count === undefined) astray.push(places);
    else {
      done.push(...places.slice(0, count));
      left.push(...places.slice(count));
    }
  }
  return { done: done.toSorted(rising), left: left.toSorted(rising), astray };
}

interface Placed {
  readonly at: number;
  readonly step: Step;
}

function chainsOf(steps: readonly Step[]): readonly (readonly Placed[])[] {
  const chains = new Map<string, Placed[]>();
  for (const [at, step] of steps.entries()) {
    const target = targetOf(step);
    chains.set(target, [...(chains.get(target) ?? []), { at, step }]);
  }
  return [...chains.values()];
}

/** `undefined` when neither a step's change nor what was before the first of them is there. */
async function countDone(
  chain: readonly Step[],
  isThere: (step: Step) => Promise<boolean>,
): Promise<number | undefined> {
  for (let count = chain.length; count > 0; count -= 1) if (await isThere(chain[count - 1] as Step)) return count;
  const [first] = chain;
  return first !== undefined && (await isThere(invertStep(first))) ? 0 : undefined;
}

function rising(one: number, other: number): number {
  return one - other;
}
