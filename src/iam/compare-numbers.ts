// Condition operators on numbers: integers and decimals, exact where a double can hold them.

/** Compares two numbers as IAM writes them; `undefined` when either is none. */
export function compareNumbers(wanted: string, actual: string): number | undefined {
  const left = readNumber(wanted);
  const right = readNumber(actual);
  return left === undefined || right === undefined ? undefined : right - left;
}

function readNumber(text: string): number | undefined {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
