// What the demo's acts share: the sandbox they play in, and how they talk, type commands and check what they claim.
import type { Sandbox } from "../sandbox/start-sandbox.ts";
import type { Style } from "../report/style.ts";
import { type CommandResult, runIamctl } from "./run-iamctl.ts";
import { IamctlError } from "../errors.ts";
import { connectCluster } from "../kube/connect-cluster.ts";

export interface Stage {
  readonly sandbox: Sandbox;
  readonly packageFolder: string;
  /** What a person's shell would have set: where cluster and account are, and the operator's keys. */
  readonly env: Readonly<Record<string, string>>;
  /** A heading, and what is about to happen. */
  act(title: string, words: string): void;
  tell(words: string): void;
  /** Shows the command as a person would type it, runs it and shows what it prints. */
  type(...words: string[]): Promise<CommandResult>;
  /** Ends the demo when the claim is not true. */
  claim(words: string, truth: boolean): void;
  /** A running pod of the workload. */
  findPod(workload: { readonly namespace: string; readonly name: string }): Promise<StagePod>;
}

export interface StagePod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

export interface StageSettings {
  readonly sandbox: Sandbox;
  readonly style: Style;
  readonly print: (text: string) => void;
  readonly packageFolder: string;
  /** Where the commands run, and write their files. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export function setStage({ sandbox, style, print, packageFolder, folder, env }: StageSettings): Stage {
  let acts = 0;
  return {
    sandbox,
    packageFolder,
    env,
    act(title, words) {
      acts += 1;
      print(`\n${style.bold(`${acts}. ${title}`)}\n${words}\n`);
    },
    tell: (words) => print(`${words}\n`),
    async type(...words) {
      print(`\n${style.cyan(`$ iamctl ${words.join(" ")}`)}\n`);
      const result = await runIamctl({ packageFolder, folder, env, words });
      print(result.shown.replaceAll(/^(?=.)/gm, "  "));
      return result;
    },
    claim(words, truth) {
      if (!truth) throw new IamctlError(`The story is not true: it should be that ${words}.`);
      print(`  ${style.green("checked:")} ${words}\n`);
    },
    findPod: (workload) => findPod(sandbox, workload),
  };
}

async function findPod(sandbox: Sandbox, { namespace, name }: { namespace: string; name: string }): Promise<StagePod> {
  const pods = await connectCluster({ kubeconfig: sandbox.kubeconfig }).readPods({ namespace });
  const pod = pods.find(({ owner, phase, terminating }) => owner?.name === name && phase === "Running" && !terminating);
  const [address] = pod?.addresses ?? [];
  if (pod?.node === undefined || address === undefined) {
    throw new IamctlError(`The story is not true: ${namespace}/${name} has no running pod.`);
  }
  return { name: pod.name, node: pod.node, address };
}
