// A cluster whose proxy tags sessions: why tells what its roles lack, grant gives it, and the simulated STS agrees.
import { STSClient, AssumeRoleCommand } from "@aws-sdk/client-sts";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
  const { kube } = world.sandbox;
  const containers = [{ name: "proxy", image: "registry.example/iamctl:1", args: ["proxy", "--session-tags=harbor"] }];
  kube.create(kindNamed("DaemonSet"), {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { namespace: "kube-system", name: "iamctl" },
    spec: { template: { metadata: { labels: { app: "iamctl" } }, spec: { hostNetwork: true, containers } } },
  });
});
test.after.always(async () => world.stop());

const trust = () =>
  [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "storefront")?.trust ?? "";

/** As the proxy of the first node does it. */
async function assume(tagged: boolean): Promise<string> {
  const { awsUrl, region, aws } = world.sandbox;
  const arnOf = (wanted: string) => [...aws.account.roles.values()].find(({ name }) => name === wanted)?.arn ?? "";
  const profile = aws.account.instanceProfiles.get(aws.account.instances[0]?.profile ?? "");
  const node = { sessionName: "i-1", seconds: 3600, source: "instance-profile" } as const;
  const keys = aws.issueCredentials({ role: arnOf(profile?.role ?? ""), ...node });
  const sts = new STSClient({ endpoint: awsUrl, region, credentials: keys });
  const Tags = [{ Key: "kubernetes-namespace", Value: "shop" }];
  const RoleArn = arnOf("storefront");
  return sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "node", ...(tagged && { Tags }) })).then(
    () => "assumed",
    (error: Error) => error.name,
  );
}

test.serial("why tells that the role cannot be had with tags, and what to type", async (t) => {
  t.deepEqual([await assume(false), await assume(true)], ["assumed", "AccessDenied"]);
  const { exitCode, printed } = await world.run("why -n shop storefront");
  t.is(exitCode, 3, printed);
  t.regex(
    printed,
    /it does not allow sts:TagSession[^]*\$ iamctl grant -n shop deployment\/storefront \S+ --session-tags/,
  );
});

test.serial(
  "grant sees that the proxy tags sessions; granted again there is nothing to do; undo is exact",
  async (t) => {
    const before = trust();
    const line = "grant -n shop storefront storefront --yes";
    const { exitCode, said } = await world.run(line);
    t.is(exitCode, 0, said);
    t.regex(trust(), /"IamctlNodesHarborProdEuWest1Tags"/);
    t.is(await assume(true), "assumed");
    t.is((await world.run("why -n shop storefront")).exitCode, 0);
    t.is((await world.run(`${line} --check`)).exitCode, 0);
    t.is((await world.run("undo --yes")).exitCode, 0);
    t.is(trust(), before);
  },
);

test.serial(
  "--no-session-tags leaves the trust policy as it is, and the verification says what that means",
  async (t) => {
    const before = trust();
    const { exitCode, said } = await world.run("grant -n shop storefront storefront --no-session-tags --yes");
    t.is(trust(), before);
    t.is(exitCode, 3, said);
    t.regex(said, /sts:TagSession/);
  },
);

test.serial("what another tool's source must say holds both statements", async (t) => {
  const { printed } = await world.run("grant -n shop storefront storefront --emit terraform");
  t.deepEqual(printed.match(/sid +=.*|actions =.*/g), [
    'sid     = "IamctlNodesHarborProdEuWest1Tags"',
    'actions = ["sts:TagSession"]',
  ]);
});

test.serial(
  "a form that needs the node role's own policies is told, init allows it, and then STS gives the role",
  async (t) => {
    const line = "grant -n shop storefront storefront --trust pattern --yes";
    const before = await world.run(line);
    t.is(before.exitCode, 3, before.said);
    t.regex(before.said, /with session tags, too: run iamctl init --session-tags/);
    const init = "init --values FOLDER/values.yaml --session-tags --yes";
    t.is((await world.run(init)).exitCode, 0);
    t.regex(await readFile(join(world.folder, "values.yaml"), "utf8"), /sessionTags: harbor\n/, "as the proxy has it");
    t.is((await world.run(`${line} --check`)).exitCode, 0);
    t.is(await assume(true), "assumed");
    t.is((await world.run("init --values FOLDER/values.yaml --check")).exitCode, 0, "kept without the flag");
  },
);
