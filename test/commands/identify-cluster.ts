// Which EKS cluster a kubeconfig leads to: proven, or refused.
import test from "ava";
import type { IamctlError } from "../../src/errors.ts";
import { identifyCluster } from "../../src/commands/identify-cluster.ts";
import type { Account } from "../../src/aws/connect-account.ts";
import type { ClusterLookup, EksCluster } from "../../src/aws/find-cluster.ts";
import type { Cluster } from "../../src/kube/connect-cluster.ts";

const prod: EksCluster = {
  ...{ name: "prod", arn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod", endpoint: "https://b.example" },
  ...{ version: "1.34", authenticationMode: "API", autoModeRole: undefined },
};

const identify = (lookup: ClusterLookup, traces: Partial<Cluster> = {}) => {
  const identity = { account: "111122223333", partition: "aws", arn: "", region: "eu-west-1" };
  const account = { identity: async () => identity, findCluster: async () => lookup } as unknown as Account;
  const cluster = { contextName: "my-context", serverUrl: "https://a.example", ...traces } as unknown as Cluster;
  return identifyCluster(account, cluster);
};

test("a proven cluster has its EKS name", async (t) => {
  const { facts, eks } = await identify({ kind: "found", cluster: prod }, { eksName: "else" });
  t.is(facts.name, "prod");
  t.is(eks, prod);
});

test("no EKS cluster, and nothing that claims one: the context's name", async (t) => {
  const { facts, eks } = await identify({ kind: "absent" });
  t.is(facts.name, "my-context");
  t.is(eks, undefined);
});

test("a cluster of that name at another endpoint stops everything", async (t) => {
  const error = await t.throwsAsync<IamctlError>(identify({ kind: "another", cluster: prod }, { eksName: "prod" }));
  t.regex(error?.message ?? "", /calls its cluster prod, but the EKS cluster prod is at https:\/\/b\.example/);
  t.is(error?.hint, "Write the context anew: aws eks update-kubeconfig --name prod");
  t.is(error?.exitCode, 2);
});

test("an EKS cluster of another region names the region", async (t) => {
  const error = await t.throwsAsync<IamctlError>(
    identify({ kind: "absent" }, { eksName: "prod", eksRegion: "us-east-1" }),
  );
  t.regex(error?.message ?? "", /the EKS cluster prod, which account 111122223333 does not have in eu-west-1/);
  t.is(error?.hint, "Name its region: --region us-east-1");
});

test("an EKS cluster of another account asks for the profile", async (t) => {
  const error = await t.throwsAsync<IamctlError>(identify({ kind: "absent" }, { eksRegion: "eu-west-1" }));
  t.is(error?.hint, "Name the profile of its account: --profile NAME");
});

test("a lookup that was refused leaves the name unproven, and says so", async (t) => {
  const { facts, unread } = await identify({ kind: "unreadable", call: "eks:ListClusters", problem: "no" });
  t.is(facts.name, "my-context");
  t.deepEqual(unread, [{ call: "eks:ListClusters", subject: "https://a.example", problem: "no" }]);
});
