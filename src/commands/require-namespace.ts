// A namespace that is not there holds nothing that could be wrong or found: a mistyped one must not pass.
import { exitCodes, IamctlError } from "../errors.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import { nearNames } from "../pods/near-names.ts";
import { didYouMean } from "../report/did-you-mean.ts";

/** None is known where they may not be listed: then nothing is said. */
export function requireNamespace(namespace: string, namespaces: readonly NamespaceRecord[]): void {
  const names = namespaces.map(({ name }) => name);
  if (names.length === 0 || names.includes(namespace)) return;
  const near = nearNames(namespace, names, (name) => name).map((name) => `namespace ${name}`);
  throw new IamctlError(`There is no namespace ${namespace}.`, {
    hint: didYouMean(near) ?? "List them: kubectl get namespaces",
    exitCode: exitCodes.usage,
  });
}
