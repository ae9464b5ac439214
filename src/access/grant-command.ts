// The command line that mends a grant, written so that it can be pasted into any POSIX shell.
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";

export function grantCommand(workload: WorkloadReference, role: string): string {
  return `iamctl grant -n ${quote(workload.namespace)} ${quote(printWorkload(workload))} ${quote(role)}`;
}

/** The words come from annotations, so they may hold anything: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
