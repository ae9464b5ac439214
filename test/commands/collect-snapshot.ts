// What is read for a judgement: of which namespaces, which roles, and what is told of it meanwhile.
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
  world.sandbox.kube.create(kindNamed("Namespace"), {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "attic" },
  });
});
test.after.always(async () => world.stop());

interface Report {
  readonly counts: Readonly<Record<"workloads" | "roles" | "nodeRoles", number>>;
  readonly unknown: readonly { readonly call: string; readonly subject: string }[];
}

const counts = test.macro(async (t, flags: string, expected: Partial<Report["counts"]>) => {
  const { printed } = await world.run(`audit -o json --fail-on never ${flags}`);
  t.like((JSON.parse(printed) as Report).counts, expected);
});

test.serial("all namespaces: ten workloads, the roles they name and the node roles", counts, "-A", {
  workloads: 10,
  nodeRoles: 3,
});
test.serial("one namespace", counts, "-n shop", { workloads: 5, nodeRoles: 3 });
test.serial("an empty namespace needs the node roles alone", counts, "-n attic", {
  workloads: 0,
  roles: 3,
});

test.serial("what was refused is among the unknown, by call and subject", async (t) => {
  world.forbid("eks:ListNodegroups", "iam:GetAccountAuthorizationDetails", "iam:GetRolePolicy");
  const { printed } = await world.run("audit -o json --fail-on never -n shop");
  world.forbid();
  const { unknown } = JSON.parse(printed) as Report;
  t.true(unknown.some(({ call, subject }) => call === "eks:ListNodegroups" && subject === "harbor-prod"));
  t.true(unknown.some(({ call, subject }) => call === "iam:GetRolePolicy" && subject.endsWith("role/pods/storefront")));
});

test.serial("what is going on is told, and how it ended", async (t) => {
  const { said } = await world.run("audit --fail-on never -n shop");
  t.regex(
    said,
    /^Reading the cluster\n(?=[^]*^Read 5 workloads and \d+ pods$)(?=[^]*^Read \d+ roles of the account$)[^]*^Read 5 workloads, \d+ pods and \d+ roles\n$/m,
  );
});
