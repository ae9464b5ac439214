// EKS over the wire: clusters and node groups.
import { paginateListNodegroups } from "@aws-sdk/client-eks";
import test from "ava";
import { account, failureOf, nodeArn, startAws } from "../../helpers/aws-sandbox.ts";

const cluster = {
  name: "harbor",
  version: "1.34",
  nodegroups: ["a", "b", "c"].map((name) => ({ name, nodeRole: nodeArn })),
};

test("a cluster tells its endpoint as it was set", async (t) => {
  const aws = await startAws(t, { clusters: [cluster] });
  aws.state.setClusterEndpoint("https://127.0.0.1:6443", "Q0E=");
  const { eks } = aws.as();
  t.deepEqual((await eks.listClusters({})).clusters, ["harbor"]);
  t.like((await eks.describeCluster({ name: "harbor" })).cluster, {
    arn: `arn:aws:eks:eu-west-1:${account}:cluster/harbor`,
    endpoint: "https://127.0.0.1:6443",
    certificateAuthority: { data: "Q0E=" },
    status: "ACTIVE",
    version: "1.34",
  });
});

test("node groups are paged through, and tell their role with its path", async (t) => {
  const aws = await startAws(t, { clusters: [cluster] });
  const { eks } = aws.as();
  const names: string[] = [];
  for await (const page of paginateListNodegroups({ client: eks, pageSize: 2 }, { clusterName: "harbor" })) {
    names.push(...(page.nodegroups ?? []));
  }
  t.deepEqual(names, ["a", "b", "c"]);
  const { nodegroup } = await eks.describeNodegroup({ clusterName: "harbor", nodegroupName: "b" });
  t.is(nodegroup?.nodeRole, nodeArn);
  t.true(nodegroup?.createdAt instanceof Date);
});

test("clusters and node groups that are not there are ResourceNotFoundException", async (t) => {
  const { eks } = (await startAws(t, { clusters: [cluster] })).as();
  const name = "ResourceNotFoundException";
  t.like(await failureOf(eks.describeCluster({ name: "none" })), { name, message: "No cluster found for name: none." });
  t.like(await failureOf(eks.listNodegroups({ clusterName: "none" })), { name, status: 404 });
  t.like(await failureOf(eks.describeNodegroup({ clusterName: "harbor", nodegroupName: "none" })), { name });
});

test("Fargate profiles, access entries and add-ons are listed and described", async (t) => {
  const aws = await startAws(t, {
    clusters: [
      {
        ...cluster,
        fargateProfiles: [{ name: "batch", podExecutionRole: nodeArn }],
        accessEntries: [{ principalArn: nodeArn, type: "EC2_LINUX" }],
        addons: [{ name: "vpc-cni", version: "v1.20.1-eksbuild.1", role: nodeArn }],
        autoMode: { nodeRole: nodeArn },
      },
    ],
  });
  const { eks } = aws.as();
  const [clusterName, fargateProfileName, addonName] = ["harbor", "batch", "vpc-cni"];
  t.deepEqual((await eks.listFargateProfiles({ clusterName })).fargateProfileNames, ["batch"]);
  t.is(
    (await eks.describeFargateProfile({ clusterName, fargateProfileName })).fargateProfile?.podExecutionRoleArn,
    nodeArn,
  );
  t.deepEqual((await eks.listAccessEntries({ clusterName })).accessEntries, [nodeArn]);
  const { accessEntry } = await eks.describeAccessEntry({ clusterName, principalArn: nodeArn });
  t.is(accessEntry?.type, "EC2_LINUX");
  t.deepEqual((await eks.listAddons({ clusterName })).addons, ["vpc-cni"]);
  t.is((await eks.describeAddon({ clusterName, addonName })).addon?.serviceAccountRoleArn, nodeArn);
  t.like((await eks.describeCluster({ name: clusterName })).cluster, {
    accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
    computeConfig: { enabled: true, nodeRoleArn: nodeArn },
  });
  const name = "ResourceNotFoundException";
  t.like(await failureOf(eks.describeFargateProfile({ clusterName, fargateProfileName: "none" })), { name });
  t.like(await failureOf(eks.describeAccessEntry({ clusterName, principalArn: "none" })), { name });
  t.like(await failureOf(eks.describeAddon({ clusterName, addonName: "none" })), { name });
});

test("a cluster of the old mode has no access entries to ask for", async (t) => {
  const { eks } = (await startAws(t, { clusters: [{ ...cluster, authenticationMode: "CONFIG_MAP" }] })).as();
  t.like(await failureOf(eks.listAccessEntries({ clusterName: "harbor" })), { name: "InvalidRequestException" });
});
