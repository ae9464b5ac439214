// The whole story of iamctl on the sandbox, act by act; every act checks that what it tells is true.
import { newcomer } from "./cast.ts";
import { playPods } from "./play-pods.ts";
import { explainBroken } from "./explain-broken.ts";
import type { Stage } from "./stage.ts";

export async function tellStory(stage: Stage): Promise<void> {
  const accountBefore = stage.sandbox.dumpAccount();
  showCluster(stage);
  const findingsBefore = await auditAsFound(stage);
  await setUp(stage);
  await grantRole(stage);
  await playPods(stage);
  await explainBroken(stage);
  await auditAgain(stage, findingsBefore);
  await undoAll(stage, accountBefore);
}

function showCluster(stage: Stage): void {
  const { cluster, account, region, nodes } = stage.sandbox;
  stage.act(
    "The cluster as found",
    `A company's cluster ${cluster} in account ${account} (${region}), all in this process: nothing of yours is touched.\n` +
      `Its pods hold whatever role their node holds, unless somebody set up more:`,
  );
  for (const { name, role } of nodes) stage.tell(`  ${name.padEnd(44)} ${role}`);
  stage.claim("there are three nodes with three different roles", new Set(nodes.map(({ role }) => role)).size === 3);
}

async function auditAsFound(stage: Stage): Promise<number> {
  stage.act("Who has what, and what is wrong with it", "The audit reads cluster and account, and changes nothing.");
  const { exitCode, stdout } = await stage.type("audit");
  const findings = countFindings(stdout);
  stage.claim("the audit finds the mistakes and says so by its exit code, 3", exitCode === 3 && findings > 0);
  return findings;
}

async function setUp(stage: Stage): Promise<void> {
  stage.act(
    "Let the nodes assume roles meant for pods, and no others",
    "A plan is shown before anything changes; a person would be asked, here --yes answers.",
  );
  const { exitCode } = await stage.type("init", "--yes");
  stage.claim("init succeeded", exitCode === 0);
  const again = await stage.type("init", "--check");
  stage.claim("a second init has nothing left to do", again.exitCode === 0);
}

async function grantRole(stage: Stage): Promise<void> {
  const { namespace, name, role } = newcomer;
  stage.act(
    `Give ${namespace}/${name} its own role`,
    "The role's trust policy admits every node role, the pod template names the role, the pods are replaced, and the\n" +
      "whole chain is asked again.",
  );
  const { exitCode } = await stage.type("grant", "-n", namespace, name, role, "--yes");
  stage.claim("the grant holds from the pod to the role", exitCode === 0);
}

async function auditAgain(stage: Stage, before: number): Promise<void> {
  stage.act("The audit again", "What was granted is no longer found wrong.");
  const { stdout } = await stage.type("audit");
  stage.claim(`there are fewer findings than the ${before} before`, countFindings(stdout) < before);
}

async function undoAll(stage: Stage, accountBefore: string): Promise<void> {
  stage.act("Take it all back", "Every run was written down before it changed anything. Newest first:");
  const grant = await stage.type("undo", "--yes");
  const init = await stage.type("undo", "--yes");
  stage.claim("both runs were undone", grant.exitCode === 0 && init.exitCode === 0);
  stage.claim("the account is byte for byte as it was found", stage.sandbox.dumpAccount() === accountBefore);
}

function countFindings(report: string): number {
  return report.match(/^(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)\b/gm)?.length ?? 0;
}
