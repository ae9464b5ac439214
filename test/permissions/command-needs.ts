// Whatever a person can type is either told what it must be permitted, or calls neither AWS nor a cluster.
import test from "ava";
import { commandNeeds } from "../../src/permissions/command-needs.ts";
import { commandsWithNeeds, flagsWithNeeds } from "../../src/permissions/commands-with-needs.ts";
import { printIamPolicy } from "../../src/permissions/print-iam-policy.ts";
import { commandNames } from "../helpers/program.ts";

/** `permissions` asks STS who calls, which needs no right; `sandbox` and `demo` call only what they started. */
const callsNothing = ["history", "rules", "permissions", "sandbox", "demo"];

test("every command has its needs, or calls nothing", (t) => {
  const withNeeds = commandsWithNeeds.filter((name) => !flagsWithNeeds.some((flag) => flag === name));
  t.deepEqual(Object.keys(commandNeeds).toSorted(), [...commandsWithNeeds].toSorted());
  t.deepEqual(commandNames().toSorted(), [...withNeeds, ...callsNothing].toSorted());
});

test("changes of node roles are held to those that are named, and to any role otherwise", (t) => {
  const place = { partition: "aws-cn", account: "111122223333", prefix: "/pods/" };
  const resources = (nodeRoles: readonly string[]): readonly unknown[] => {
    const printed = printIamPolicy(["init", "inline"], { ...place, nodeRoles });
    const { Statement } = JSON.parse(printed) as { Statement: { Sid: string; Resource: unknown }[] };
    const changes = Statement.filter(({ Sid }) => /^(?:Attach|Detach|Bind|Unbind|WritePolicyInto)/.test(Sid));
    t.is(changes.length, 5);
    return [...new Set(changes.map(({ Resource }) => Resource))];
  };
  t.deepEqual(resources([]), ["arn:aws-cn:iam::111122223333:role/*"]);
  const nodes = ["arn:aws-cn:iam::111122223333:role/a", "arn:aws-cn:iam::111122223333:role/nodes/b"];
  t.deepEqual([...new Set(resources(nodes).map((resource) => JSON.stringify(resource)))], [JSON.stringify(nodes)]);
});
