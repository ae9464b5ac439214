// The variables of the environment that stand in for flags of our proxy.

/** `operations-listen` → `IAMCTL_PROXY_OPERATIONS_LISTEN`. */
export function variableOf(flag: string): string {
  return `${beginning}${flag.toUpperCase().replaceAll("-", "_")}`;
}

/** The flag that a variable stands in for; `undefined` for any other variable. */
export function flagOf(variable: string): string | undefined {
  return variable.startsWith(beginning)
    ? variable.slice(beginning.length).toLowerCase().replaceAll("_", "-")
    : undefined;
}

const beginning = "IAMCTL_PROXY_";
