// `audit --fix` mends what grants can mend, by one plan, and the next audit no longer finds it.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const mended = [/T02 shop\/cronjob\/order-export/, /W02 shop\/statefulset\/catalogue-search/];

async function findings(): Promise<string> {
  const { printed } = await world.run("audit -o json --fail-on never");
  const report = JSON.parse(printed) as { findings: { rule: string; subjectName: string }[] };
  return report.findings.map(({ rule, subjectName }) => `${rule} ${subjectName}`).join("\n");
}

test.serial("a dry run shows the plan and changes nothing", async (t) => {
  const before = world.sandbox.dumpAccount();
  const { exitCode, printed, said } = await world.run("audit --fix --dry-run");
  t.is(exitCode, 0, said);
  t.regex(`${printed}${said}`, /order-export/);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("without a terminal it asks for --yes", async (t) => {
  const { exitCode } = await world.run("audit --fix");
  t.is(exitCode, 2);
});

test.serial("what grants mend is gone afterwards, and undo brings it back", async (t) => {
  const before = await findings();
  for (const one of mended) t.regex(before, one);
  const { exitCode, said } = await world.run("audit --fix --yes");
  t.is(exitCode, 0, said);
  const after = await findings();
  for (const one of mended) t.notRegex(after, one);
  t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
  for (const one of mended) t.regex(await findings(), one);
});
