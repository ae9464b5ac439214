// `iamctl why POD [ROLE]`: shows the chain from a pod (or a workload) to its role, and the first link that does not hold.
import { judgeAssociation, judgeTokenRole } from "../access/judge-account-role.ts";
import { type Access, judgeAccess } from "../access/judge-access.ts";
import { judgeWish } from "../access/judge-wish.ts";
import type { AccountHolder } from "../access/service-account-role.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { type Subject, subjectOfPod, subjectOfWorkload } from "../access/subject.ts";
import type { WhyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import type { RoleArn } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { accountText } from "../report/account-text.ts";
import { chainJson } from "../report/chain-json.ts";
import { chainText } from "../report/chain-text.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import { chainExitCode } from "./chain-exit-code.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { findService } from "./find-service.ts";
import { readNearRoles } from "./near-roles.ts";
import { printDocument } from "./print-document.ts";
import { sayUnread } from "./say-unread.ts";

export async function why(context: Context, options: WhyOptions): Promise<ExitCode> {
  const { prefix, namespace: asked, role } = options;
  const cluster = await context.cluster();
  const named = splitName(options.pod);
  const namespace = named.namespace ?? asked ?? cluster.defaultNamespace;
  const snapshot = await collectSnapshot(context, { prefix, namespace, nodeRoles: [], role, serviceAccounts: true });
  const { subject, holder } = findPod(named.words, snapshot) ?? (await findOther(cluster, named.words, namespace));
  const wish = role === undefined ? undefined : parseWish(role, snapshot);
  const access = wish === undefined ? judgeAccess(subject, snapshot) : judgeWish(subject, wish, snapshot);
  const accounts = [judgeTokenRole(holder, snapshot), judgeAssociation(holder, snapshot)]
    .filter((account) => account !== undefined)
    .filter((account) => wish === undefined || account.role === wish);
  const { terminal, style } = context;
  const look = { style, width: terminal.width };
  const { output } = options;
  if (output !== "text") await printDocument(context, output, chainJson(access, accounts));
  else terminal.print([chainText(access, look), ...accounts.map((account) => accountText(account, look))].join(""));
  sayUnread(context, snapshot);
  await sayNearRoles(context, access);
  const [instead] = accounts;
  return chainExitCode(instead !== undefined && claimsNothing(access) ? instead : access);
}

/** The proxy is not asked for the role then. */
function claimsNothing({ obstacle }: Access): boolean {
  const verdict = obstacle?.verdict;
  return verdict?.kind === "broken" && ["no-annotation", "another-role"].includes(verdict.reason);
}

/** A role that is not there is most often one that is, mistyped. */
async function sayNearRoles(context: Context, { links, role }: Access): Promise<void> {
  const isAbsent = links.some(({ verdict }) => verdict.kind === "broken" && verdict.reason === "role-absent");
  if (!isAbsent || role === undefined) return;
  const question = didYouMean(await readNearRoles(await context.account(), role));
  if (question !== undefined) context.terminal.say(question);
}

interface Found {
  readonly subject: Subject;
  readonly holder: AccountHolder;
}

function parseWish(role: string, { settings }: Snapshot): RoleArn {
  const resolved = resolveRoleReference(role, settings.base);
  if (resolved.kind === "resolved") return resolved.role;
  throw new IamctlError(resolved.problem, {
    hint: "Name the role by its name below the prefix, by /path/name, or by its ARN.",
    exitCode: exitCodes.usage,
  });
}

/** As reports print it, `shop/pod/api-0` names its namespace, too. */
function splitName(text: string): { readonly namespace: string | undefined; readonly words: string } {
  const [, namespace, words = text] = /^([^/]+)\/([^/]+\/[^/]+)$/.exec(text) ?? [];
  return { namespace, words };
}

/** A pod by its own name first: that is what the person sees in `kubectl get pods`. */
function findPod(words: string, snapshot: Snapshot): Found | undefined {
  const name = podName(words);
  const pod = snapshot.pods.find((candidate) => candidate.name === name);
  return pod === undefined ? undefined : { subject: subjectOfPod(pod, snapshot), holder: pod };
}

function podName(words: string): string {
  return words.replace(/^(?:po|pods?)\//, "");
}

/** A workload by its template. */
async function findOther(cluster: Cluster, words: string, namespace: string): Promise<Found> {
  const workload = await findService(cluster, words, namespace, { orPod: true });
  return { subject: subjectOfWorkload(workload), holder: workload };
}
