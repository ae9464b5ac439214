// Reads the form parameters of a query API: scalars, numbered lists and lists of structures.
import { validationFault } from "./aws-fault.ts";

export type Parameters = ReturnType<typeof readParameters>;

export function readParameters(form: URLSearchParams) {
  return { text, need, integer, list, pairs };

  function text(name: string): string | undefined {
    return form.get(name) ?? undefined;
  }

  /** Throws a ValidationError when the parameter is absent. */
  function need(name: string): string {
    const value = form.get(name);
    if (value === null || value === "") throw validationFault(undefined, lowerFirst(name), "Member must not be null");
    return value;
  }

  function integer(name: string, range: { least: number; most: number; usual: number }): number {
    const value = text(name);
    if (value === undefined) return range.usual;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number < range.least) {
      throw validationFault(value, lowerFirst(name), `Member must have value greater than or equal to ${range.least}`);
    }
    if (!(number <= range.most)) {
      throw validationFault(value, lowerFirst(name), `Member must have value less than or equal to ${range.most}`);
    }
    return number;
  }

  /** `PREFIX.1`, `PREFIX.2`, … as far as they go. */
  function list(prefix: string): string[] {
    const values: string[] = [];
    for (let value = text(`${prefix}.1`); value !== undefined; value = text(`${prefix}.${values.length + 1}`)) {
      values.push(value);
    }
    return values;
  }

  /** `PREFIX.1.Key` with `PREFIX.1.Value`, and so on. */
  function pairs(prefix: string): Map<string, string> {
    const found = new Map<string, string>();
    for (let at = 1; ; at += 1) {
      const key = text(`${prefix}.${at}.Key`);
      if (key === undefined) return found;
      found.set(key, text(`${prefix}.${at}.Value`) ?? "");
    }
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
