// Runs commands as people who hold exactly the rights they are given in a real cluster, and sees what they are told.
import type { ExecutionContext } from "ava";
import { parseYaml } from "../../../src/yaml.ts";
import { type CommandOutcome, typeLine } from "../../helpers/type-line.ts";
import { giveRights, type Rule } from "./rights.ts";
import type { World } from "./world.ts";

export interface Restricted {
  /** As a cluster administrator, unless the kubeconfig is somebody else's. */
  run(line: string, kubeconfig?: string): Promise<CommandOutcome>;
  /** One verb on one kind each, from the ClusterRole as it is printed. */
  readNeeds(command: string): Promise<readonly Rule[]>;
  /** The path of somebody's kubeconfig. */
  signIn(rules: readonly Rule[]): Promise<string>;
  runWith(rules: readonly Rule[], line: string): Promise<CommandOutcome>;
  /** With what the command needs and no more. Answers the run's id, when it is one that can be undone. */
  succeeds(t: ExecutionContext, command: string, line: string): Promise<string>;
  /**
   * Runs the line without each of the rules in turn: each time it names what is missing, and ends with 4, or with 0
   * where it `goesOn`. What it did all the same is undone.
   */
  missesEach(t: ExecutionContext, command: string, line: string, misses: RegExp, goesOn?: RegExp): Promise<void>;
}

/** `aws-auth` admits nodes that others make: it is said to be left out, and hides no node role. */
const hidesNothing = /get configmaps/;

/** For serial tests: a line is typed within this process. */
export function createRestricted(world: World): Restricted {
  let people = 0;
  const restricted: Restricted = {
    run: async (line, KUBECONFIG = world.env["KUBECONFIG"]) =>
      typeLine(line.replaceAll("FOLDER", world.folder).split(" "), { ...world.env, KUBECONFIG }),
    async readNeeds(command) {
      const { printed } = await restricted.run(`permissions ${command} -o rbac`);
      const { rules } = parseYaml(printed, "permissions") as { readonly rules: readonly Rule[] };
      return rules.flatMap((rule) =>
        rule.resources.flatMap((resource) =>
          rule.verbs.map((verb) => ({ ...rule, resources: [resource], verbs: [verb] })),
        ),
      );
    },
    async signIn(rules) {
      people += 1;
      return giveRights(world, `person-${people}`, rules);
    },
    runWith: async (rules, line) => restricted.run(line, await restricted.signIn(rules)),
    async succeeds(t, command, line) {
      const { exitCode, printed, said } = await restricted.runWith(await restricted.readNeeds(command), line);
      t.is(exitCode, 0, `${line}\n${printed}${said}`);
      return runOf(said) ?? "";
    },
    async missesEach(t, command, line, misses, goesOn = hidesNothing) {
      const needs = await restricted.readNeeds(command);
      const chosen = needs.filter((need) => misses.test(nameOf(need)));
      t.true(chosen.length > 0, `${command} needs nothing like ${misses.source}`);
      for (const need of chosen) {
        const others = needs.filter((other) => other !== need);
        const { exitCode, printed, said } = await restricted.runWith(others, line);
        const told = `${line}, without ${nameOf(need)}:\n${printed}${said}`;
        t.is(exitCode, goesOn.test(nameOf(need)) ? 0 : 4, told);
        t.true(`${printed}${said}`.includes(nameOf(need)), told);
        // By its id: without one an undo is never undone, but some earlier run.
        const run = runOf(said);
        if (run !== undefined) t.is((await restricted.run(`undo ${run} --yes --no-wait`)).exitCode, 0, told);
      }
    },
  };
  return restricted;
}

function runOf(said: string): string | undefined {
  return /To take it back: iamctl undo (\S+)/.exec(said)?.[1];
}

/** `list pods`, as a person is told of it. */
export function nameOf({ verbs, resources }: Rule): string {
  return `${verbs.join()} ${resources.join()}`;
}
