// A contract: one body of test, run in our sandbox and beside real programs, one after the other.
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { type Outcome, runIamctl } from "../../helpers/run-iamctl.ts";
import { startWorld, type World, type WorldName } from "./world.ts";

export type Body = (t: ExecutionContext, world: World) => Promise<void>;

const names: readonly WorldName[] = ["sandbox", "peers"];

/**
 * The tests of a file share its two worlds, in the order they are written, so each leaves its world as it was: that is
 * what `undo` promises, and `unchanged` holds it to.
 */
export function createContract(scenario = "default"): (title: string, body: Body) => void {
  const worlds = new Map<WorldName, Promise<World>>();
  const find = (name: WorldName): Promise<World> => {
    const world = worlds.get(name) ?? startWorld(name, scenario);
    worlds.set(name, world);
    return world;
  };
  test.after.always(async () => {
    for (const world of worlds.values()) await (await world).stop();
  });
  return (title, body) => {
    for (const name of names) test.serial(`${name}: ${title}`, async (t) => body(t, await find(name)));
  };
}

/** As the scenario's operator. */
export async function iamctl(world: World, ...words: readonly string[]): Promise<Outcome> {
  return runIamctl(words, { env: world.env });
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
