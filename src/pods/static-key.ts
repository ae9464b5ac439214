// Finds long-lived and temporary AWS key ids in text, and keeps of each only what tells it from another.

/** A key id that stands in clear; the secret beside it is never kept. */
export interface StaticKey {
  /** Where in its object: "variable AWS_ACCESS_KEY_ID of container api", "key credentials". */
  readonly where: string;
  /** `AKIA…3KXQ`: kind and last four characters. */
  readonly id: string;
  /** `AKIA` is valid until somebody deletes it; `ASIA` for hours. */
  readonly longLived: boolean;
}

/**
 * Every distinct key id in the text. The prefix is what tells AWS's own from those of S3-compatible stores, which use
 * the same variables; ids from AWS's documentation end in EXAMPLE.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export function findStaticKeys(text: string, where: string): readonly StaticKey[] {
  const ids = new Set([...text.matchAll(/(?<![A-Z0-9])A[KS]IA[A-Z2-7]{16}(?![A-Z0-9])/g)].map(([id]) => id));
  return [...ids]
    .filter((id) => !id.endsWith("EXAMPLE"))
    .map((id) => ({ where, id: `${id.slice(0, 4)}…${id.slice(-4)}`, longLived: id.startsWith("AKIA") }));
}
