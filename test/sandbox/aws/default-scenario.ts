// The default scenario's AWS half tells the story that the demo and the docs tell of it.
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import test, { type ExecutionContext } from "ava";
import { createAwsState } from "../../../src/sandbox/aws/create-aws-state.ts";
import { serveAws } from "../../../src/sandbox/aws/serve-aws.ts";
import { readScenario } from "../../../src/sandbox/read-scenario.ts";
import { failureOf } from "../../helpers/aws-sandbox.ts";

const role = (pathAndName: string): string => `arn:aws:iam::111122223333:role/${pathAndName}`;

const nodeRoles = {
  general: role("harbor-prod-general-node"),
  batch: role("nodes/harbor-prod-batch-node"),
  karpenter: role("KarpenterNodeRole-harbor-prod"),
};

type NodeName = keyof typeof nodeRoles;

async function start(t: ExecutionContext) {
  const state = createAwsState(readScenario("default").aws, { now: () => new Date() });
  const { url, stop } = await serveAws(state);
  t.teardown(stop);
  const settings = { endpoint: url, region: "eu-west-1", maxAttempts: 1 };
  const sessionOf = (arn: string) => {
    return state.issueCredentials({ role: arn, sessionName: "test", seconds: 3600, source: "instance-profile" });
  };
  return { state, settings, sessionOf };
}

const everyNode: readonly NodeName[] = ["general", "batch", "karpenter"];

/** Which nodes' proxies may become the role as the scenario stands. */
const admitted: Readonly<Record<string, readonly NodeName[]>> = {
  "pods/storefront": everyNode,
  "pods/checkout-payments": everyNode,
  "pods/checkout-payment": [],
  "pods/catalogue-search": everyNode,
  "pods/order-export": ["general"],
  "pods/covers": everyNode,
  "pods/thumbnails": [],
  "pods/ebook-render": everyNode,
  "pods/Ebook-Render": [],
  "pods/log-shipper": everyNode,
  "ci-deployer": ["batch"],
};

for (const [name, nodes] of Object.entries(admitted)) {
  test(`the role ${name} admits ${nodes.length === 0 ? "no node" : nodes.join(", ")}`, async (t) => {
    const { settings, sessionOf } = await start(t);
    const found: NodeName[] = [];
    for (const node of everyNode) {
      const sts = new STS({ ...settings, credentials: sessionOf(nodeRoles[node]) });
      try {
        await sts.assumeRole({ RoleArn: role(name), RoleSessionName: "test" });
        found.push(node);
      } catch (error) {
        t.is((error as Error).name, "AccessDenied");
      }
    }
    t.deepEqual(found, [...nodes]);
  });
}

test("covers and thumbnails each read their own bucket and not the neighbour's", async (t) => {
  const { settings, sessionOf } = await start(t);
  const objects = {
    covers: { Bucket: "harbor-covers", Key: "9780000000019.svg" },
    thumbnails: { Bucket: "harbor-thumbnails", Key: "9780000000019/120x180.txt" },
  };
  for (const [own, other] of [
    ["covers", "thumbnails"],
    ["thumbnails", "covers"],
  ] as const) {
    const s3 = new S3({ ...settings, credentials: sessionOf(role(`pods/${own}`)) });
    t.regex((await (await s3.getObject(objects[own])).Body?.transformToString()) ?? "", /ighthouse/);
    t.is((await failureOf(s3.getObject(objects[other]))).name, "AccessDenied");
  }
});

test("the nodes themselves reach no bucket", async (t) => {
  const { settings, sessionOf } = await start(t);
  for (const arn of Object.values(nodeRoles)) {
    const s3 = new S3({ ...settings, credentials: sessionOf(arn) });
    const failure = await failureOf(s3.getObject({ Bucket: "harbor-thumbnails", Key: "9780000000019/120x180.txt" }));
    t.is(failure.name, "AccessDenied");
  }
});

test("support may look at the cluster and not into IAM", async (t) => {
  const { settings } = await start(t);
  const credentials = { accessKeyId: "AKIAHARBORSUPPORT001", secretAccessKey: "x" };
  const failure = await failureOf(new IAM({ ...settings, credentials }).getRole({ RoleName: "thumbnails" }));
  t.is(
    failure.message,
    "User: arn:aws:iam::111122223333:user/people/support-engineer is not authorized to perform: iam:GetRole " +
      "on resource: role thumbnails because no identity-based policy allows the iam:GetRole action",
  );
});
