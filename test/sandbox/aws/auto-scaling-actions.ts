// EC2 Auto Scaling and launch templates over the wire, as the SDK reads them.
import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import test from "ava";
import { adminKey, failureOf, startAws, strangerKey } from "../../helpers/aws-sandbox.ts";

const scaling = {
  instanceProfiles: [{ name: "workers", role: "worker" }],
  launchTemplates: [{ id: "lt-0abc12345", name: "workers", profile: "workers", metadata: { hopLimit: 2 } }],
  autoScalingGroups: [
    { name: "own", launchTemplate: "lt-0abc12345", size: 0, tags: { "kubernetes.io/cluster/harbor": "owned" } },
    { name: "other", launchTemplate: "lt-0abc12345", size: 3 },
  ],
};

const open = (endpoint: string, accessKeyId = adminKey) =>
  new AutoScaling({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId, secretAccessKey: "secret" },
    maxAttempts: 1,
  });

test("groups are found by the keys of their tags", async (t) => {
  const { url } = await startAws(t, scaling);
  const { AutoScalingGroups: all } = await open(url).describeAutoScalingGroups({});
  t.deepEqual(
    all?.map(({ AutoScalingGroupName: name, DesiredCapacity: size }) => [name, size]),
    [
      ["own", 0],
      ["other", 3],
    ],
  );
  const Filters = [{ Name: "tag-key", Values: ["kubernetes.io/cluster/harbor", "none"] }];
  const { AutoScalingGroups: tagged } = await open(url).describeAutoScalingGroups({ Filters });
  t.like(tagged, [{ AutoScalingGroupName: "own", LaunchTemplate: { LaunchTemplateId: "lt-0abc12345" } }]);
  t.is(tagged?.length, 1);
});

test("who may not is refused", async (t) => {
  const { url } = await startAws(t, scaling);
  t.like(await failureOf(open(url, strangerKey).describeAutoScalingGroups({})), { name: "AccessDenied", status: 403 });
});

test("a launch template tells its instance profile and the metadata options that it sets", async (t) => {
  const { ec2 } = (await startAws(t, scaling)).as();
  const found = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId: "lt-0abc12345", Versions: ["$Default"] });
  t.like(found.LaunchTemplateVersions?.[0]?.LaunchTemplateData, {
    IamInstanceProfile: { Name: "workers" },
    MetadataOptions: { HttpPutResponseHopLimit: 2, HttpEndpoint: "enabled" },
  });
  const gone = ec2.describeLaunchTemplateVersions({ LaunchTemplateId: "lt-0dead00000" });
  t.like(await failureOf(gone), { name: "InvalidLaunchTemplateId.NotFound", status: 400 });
});
