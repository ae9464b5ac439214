// Condition operators on numbers: integers and decimals, without exponents.

/** Compares two numbers as IAM writes them; `undefined` when either is none. */
export function compareNumbers(wanted: string, actual: string): number | undefined {
  const left = readNumber(wanted);
  const right = readNumber(actual);
  return left === undefined || right === undefined ? undefined : right - left;
}

function readNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
}
