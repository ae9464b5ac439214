// A contract: one body of test, run in our sandbox and beside real programs, one after the other.
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { Outcome } from "../../helpers/run-iamctl.ts";
import { typeLine } from "../../helpers/type-line.ts";
import { startWorld, type World, type WorldName } from "./world.ts";

export type Body = (t: ExecutionContext, world: World) => Promise<void>;

const names: readonly WorldName[] = ["sandbox", "peers"];

/** Of this process, by name and scenario. */
const worlds = new Map<string, Promise<World>>();

test.after.always(async () => {
  for (const world of worlds.values()) await (await world).stop();
});

/**
 * The tests of a process share its two worlds, in the order they are written, so each leaves its world as it was: that
 * is what `undo` promises, and `readWorld` holds it to. `only` is for what one world alone can do.
 */
export function createContract(scenario = "default"): (title: string, body: Body, only?: WorldName) => void {
  const find = (name: WorldName): Promise<World> => {
    const key = `${name} ${scenario}`;
    const world = worlds.get(key) ?? startWorld(name, scenario);
    worlds.set(key, world);
    return world;
  };
  return (title, body, only) => {
    for (const name of only === undefined ? names : [only]) {
      test.serial(`${name}: ${title}`, async (t) => body(t, await find(name)));
    }
  };
}

/** As the scenario's operator: the whole program within this process, because Node's own start costs more than the command. */
export async function iamctl({ env }: World, ...words: readonly string[]): Promise<Outcome> {
  const { exitCode, printed, said } = await typeLine(words, env);
  return { exitCode, stdout: printed, stderr: said };
}

/** Fails, with everything that was said, unless the command ended with `exitCode`. */
export async function iamctlEnds(
  t: ExecutionContext,
  world: World,
  exitCode: number,
  ...words: readonly string[]
): Promise<Outcome> {
  const outcome = await iamctl(world, ...words);
  t.is(outcome.exitCode, exitCode, `iamctl ${words.join(" ")}\n${outcome.stdout}${outcome.stderr}`);
  return outcome;
}

/** Where `init` is to write the proxy's values. */
export function valuesFile(world: World): string {
  return join(world.folder, "values.yaml");
}
