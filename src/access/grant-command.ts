// The command lines that mend a grant and the set-up it rests on, written so that they can be pasted into any POSIX shell.
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";

export function grantCommand(workload: WorkloadReference, role: string): string {
  return `iamctl grant -n ${quoteWord(workload.namespace)} ${quoteWord(printWorkload(workload))} ${quoteWord(role)}`;
}

/** With the prefix in any case: another one would narrow what the nodes may assume. */
export function initCommand(prefix: string): string {
  return `iamctl init --prefix ${quoteWord(prefix)}`;
}

/** The words come from annotations, so they may hold anything: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Of the proxy's chart, with the values that init wrote. */
export function installCommand(values = "iamctl-values.yaml"): string {
  return `helm upgrade --install iamctl-proxy templates/chart --namespace kube-system --values ${quoteWord(values)}`;
}
