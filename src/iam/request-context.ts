// What is known of a request besides caller, action and resource: the values of its condition keys.

export interface RequestContext {
  /** Keys in lower case: IAM compares them without regard to case. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Whether the value of a key, given in lower case, cannot be known from here. Asked only for keys without a value. */
  readonly unknown: (key: string) => boolean;
}

/** Every key that is neither valued nor listed as unknown is known to be absent from the request. */
export function makeContext(
  values: Readonly<Record<string, string | readonly string[]>>,
  unknown: readonly string[] = [],
): RequestContext {
  const unknownKeys = new Set(unknown.map((key) => key.toLowerCase()));
  return {
    values: new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
    unknown: (key) => unknownKeys.has(key),
  };
}

/** Made when the first condition or variable asks: most policies have neither. */
export function lateContext(make: () => RequestContext): RequestContext {
  let made: RequestContext | undefined;
  const context = (): RequestContext => (made ??= make());
  return {
    get values() {
      return context().values;
    },
    unknown: (key) => context().unknown(key),
  };
}

/** The values of a key: at least one, `absent` (an empty list is no value either), or `unknown`. */
export function valuesOf(context: RequestContext, key: string): readonly string[] | "absent" | "unknown" {
  const lower = key.toLowerCase();
  const values = context.values.get(lower);
  if (values === undefined) return context.unknown(lower) ? "unknown" : "absent";
  return values.length === 0 ? "absent" : values;
}
