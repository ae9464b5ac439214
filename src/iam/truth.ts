// Three-valued logic (Kleene's): true, false, or not knowable without the named context keys.

export type Truth = boolean | Unknown;

export interface Unknown {
  /** The condition keys whose values would decide. */
  readonly missing: readonly string[];
}

export function isUnknown(truth: Truth): truth is Unknown {
  return typeof truth === "object";
}

/** One false decides; otherwise one unknown leaves it open. */
export function every(truths: Iterable<Truth>): Truth {
  return fold(truths, false);
}

/** One true decides; otherwise one unknown leaves it open. */
export function some(truths: Iterable<Truth>): Truth {
  return fold(truths, true);
}

export function not(truth: Truth): Truth {
  return isUnknown(truth) ? truth : !truth;
}

function fold(truths: Iterable<Truth>, decisive: boolean): Truth {
  let missing: Set<string> | undefined;
  for (const truth of truths) {
    if (truth === decisive) return decisive;
    if (isUnknown(truth)) missing = new Set([...(missing ?? []), ...truth.missing]);
  }
  return missing !== undefined && missing.size > 0 ? { missing: [...missing] } : !decisive;
}
