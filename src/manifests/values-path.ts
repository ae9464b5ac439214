// Reads the path of a map in a values file, written as `helm --set` takes it.
import type { Step } from "./place-entry.ts";

/** `controller.podAnnotations`, `workers[0].podAnnotations`, `app\.kubernetes\.io/api.podAnnotations`; `undefined` for what is no path. */
export function parseValuesPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const part of text.split(/(?<!\\)\./)) {
    const [, name = "", indices = ""] = /^((?:\\.|[^\\[\]])+)((?:\[\d{1,4}\])*)$/.exec(part) ?? [];
    if (name === "") return undefined;
    steps.push(name.replaceAll(/\\(.)/g, "$1"));
    steps.push(...[...indices.matchAll(/\d+/g)].map(([index]) => Number(index)));
  }
  return steps;
}
