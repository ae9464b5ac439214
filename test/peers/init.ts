// The contract of `iamctl init`: it finds every node role, sets each up once, and undo leaves no trace.
import { existsSync } from "node:fs";
import { createContract, iamctlEnds, valuesFile } from "./helpers/contract.ts";
import { readWorld } from "./helpers/read-world.ts";

const account = "arn:aws:iam::111122223333";
const nodeRoles = [
  `${account}:role/harbor-prod-general-node`,
  `${account}:role/nodes/harbor-prod-batch-node`,
  `${account}:role/KarpenterNodeRole-harbor-prod`,
];

const contract = createContract();

contract("init finds the roles of node groups and of instances that belong to none", async (t, world) => {
  const { stdout } = await iamctlEnds(t, world, 3, "init", "--check", "-o", "json", "--values", valuesFile(world));
  const { plan } = JSON.parse(stdout) as { readonly plan: { readonly steps: readonly Record<string, string>[] } };
  const attached = plan.steps.filter(({ kind }) => kind === "attach-policy").map(({ role = "" }) => role);
  t.deepEqual(attached.toSorted(), nodeRoles.toSorted());
  t.false(existsSync(valuesFile(world)));
});

contract("init attaches one policy to every node role, and finds nothing to do the second time", async (t, world) => {
  const before = await readWorld(world);
  await iamctlEnds(t, world, 0, "init", "--yes", "--values", valuesFile(world));
  const after = await readWorld(world);
  const [policy = "", ...others] = Object.keys(after.policies).filter((arn) => !(arn in before.policies));
  t.deepEqual(others, []);
  for (const role of nodeRoles) {
    const attached = [...(before.roles[role]?.attached ?? []), policy];
    t.deepEqual(after.roles[role]?.attached, attached.toSorted());
  }
  const documents = after.policies[policy]?.map((text) => JSON.parse(text) as unknown);
  t.like(documents, [{ Statement: [{ Effect: "Allow", Resource: `${account}:role/pods/*` }] }]);
  await iamctlEnds(t, world, 0, "init", "--check", "--values", valuesFile(world));

  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
  t.false(existsSync(valuesFile(world)));
});
