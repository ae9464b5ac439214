// EC2 over the wire: instances, filtered and paged.
import { paginateDescribeInstances, type Filter } from "@aws-sdk/client-ec2";
import test from "ava";
import { account, failureOf, startAws } from "../../helpers/aws-sandbox.ts";

const instances = Array.from({ length: 12 }, (_, at) => ({
  id: `i-00000000000000${String(at).padStart(3, "0")}`,
  privateIp: `127.0.101.${at}`,
  ...(at === 3 ? { profile: "workers", metadata: { httpTokens: "optional", hopLimit: 7 } as const } : {}),
  tags: { Name: `node <${at}>`, group: at < 4 ? "general" : "batch" },
}));

test("instances are paged through, and tell profile, metadata options and tags", async (t) => {
  const aws = await startAws(t, {
    instances,
    instanceProfiles: [{ name: "workers", path: "/nodes/", role: "worker" }],
  });
  const told = [];
  for await (const page of paginateDescribeInstances({ client: aws.as().ec2, pageSize: 5 }, {})) {
    told.push(...(page.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? []));
  }
  t.deepEqual(
    told.map(({ InstanceId }) => InstanceId),
    instances.map(({ id }) => id),
  );
  t.is(told[3]?.IamInstanceProfile?.Arn, `arn:aws:iam::${account}:instance-profile/nodes/workers`);
  t.like(told[3]?.MetadataOptions, { HttpTokens: "optional", HttpPutResponseHopLimit: 7, HttpEndpoint: "enabled" });
  t.is(told[3]?.Tags?.find(({ Key }) => Key === "Name")?.Value, "node <3>");
  t.is(told[4]?.IamInstanceProfile, undefined);
});

for (const [Name, Values, found] of [
  ["instance-id", ["i-00000000000000002", "i-0fffffffffffffff"], 1],
  ["private-ip-address", ["127.0.101.5"], 1],
  ["tag:group", ["general"], 4],
  ["tag-key", ["group"], 12],
  ["instance-state-name", ["stopped"], 0],
] as const) {
  test(`instances are filtered by ${Name}`, async (t) => {
    const { ec2 } = (await startAws(t, { instances })).as();
    const Filters: Filter[] = [{ Name, Values: [...Values] }];
    t.is((await ec2.describeInstances({ Filters })).Reservations?.length, found);
  });
}

test("an instance asked for by id must be there; ids and pages do not go together", async (t) => {
  const { ec2 } = (await startAws(t, { instances })).as();
  const InstanceIds = ["i-0fffffffffffffff"];
  t.like(await failureOf(ec2.describeInstances({ InstanceIds })), { name: "InvalidInstanceID.NotFound", status: 400 });
  const both = ec2.describeInstances({ InstanceIds: ["i-00000000000000001"], MaxResults: 5 });
  t.is((await failureOf(both)).name, "InvalidParameterCombination");
});
