// Takes the middle of what was measured, and prints it.

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

export function print(what: string, value: string): void {
  console.log(`${what.padEnd(34)} ${value}`);
}

export function printFailures(failures: Readonly<Record<string, number>>): string {
  const parts = Object.entries(failures).map(([outcome, times]) => `${outcome} ${times} times`);
  return parts.length === 0 ? "none failed" : `FAILED: ${parts.join(", ")}`;
}
