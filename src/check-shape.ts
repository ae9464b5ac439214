// Says where a value read from a file departs from the shape that is expected of it, and how.

/** `undefined` when the value fits; otherwise the first problem, as "path: what is wrong". */
export type Shape = (value: unknown, path: string) => string | undefined;

export const text: Shape = (value, path) => {
  return typeof value === "string" && value !== "" ? undefined : `${path}: must be text, is ${describe(value)}`;
};

/** Text of one form, which is described in words: "12 digits in quotes". */
export function textLike(pattern: RegExp, words: string): Shape {
  return (value, path) => {
    return typeof value === "string" && pattern.test(value)
      ? undefined
      : `${path}: must be ${words}, is ${describe(value)}`;
  };
}

/** Any text, the empty one too. */
export const anyText: Shape = (value, path) => {
  return typeof value === "string" ? undefined : `${path}: must be text, is ${describe(value)}`;
};

export function wholeNumber(least: number, most: number): Shape {
  return (value, path) => {
    const fits = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
    return fits ? undefined : `${path}: must be a whole number from ${least} to ${most}, is ${describe(value)}`;
  };
}

export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: must be a list, is ${describe(value)}`;
    return firstProblem(value.map((one, at) => () => item(one, `${path}[${at}]`)));
  };
}

export function mapOf(item: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return `${path}: must be a mapping, is ${describe(value)}`;
    return firstProblem(
      Object.entries(value).map(
        ([key, one]) =>
          () =>
            item(one, `${path}.${key}`),
      ),
    );
  };
}

/** Members named with a trailing `?` may be absent; members that are not named are a problem unless `open`. */
export function objectWith(members: Readonly<Record<string, Shape>>, open: "open" | "closed" = "closed"): Shape {
  const known = new Map(Object.entries(members).map(([name, shape]) => [name.replace(/\?$/, ""), shape]));
  return (value, path) => {
    if (!isObject(value)) return `${path}: must be a mapping, is ${describe(value)}`;
    const stray = Object.keys(value).find((key) => !known.has(key));
    if (stray !== undefined && open === "closed") {
      return `${join(path, stray)}: is not known here (known: ${[...known.keys()].join(", ")})`;
    }
    return firstProblem(
      [...known].map(([name, shape]) => () => {
        if (value[name] !== undefined) return shape(value[name], join(path, name));
        return `${name}?` in members ? undefined : `${join(path, name)}: is missing`;
      }),
    );
  };
}

export function oneOf(...words: readonly string[]): Shape {
  return (value, path) => {
    return words.includes(String(value)) ? undefined : `${path}: must be ${words.join(" or ")}, is ${describe(value)}`;
  };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function firstProblem(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const printed = JSON.stringify(value);
  return printed.length > 60 ? `${printed.slice(0, 60)}…` : printed;
}
