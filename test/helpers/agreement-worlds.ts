// Generated scenarios of one node and many pods, each with a role of its own that trusts in one of many ways.
import * as fc from "fast-check";
import { accountId } from "./build.ts";

const node = `arn:aws:iam::${accountId}:role/nodes/worker`;

type Trust = Readonly<Record<string, unknown>>;

const principal = fc.constantFrom<unknown>(
  { AWS: node },
  { AWS: [node, `arn:aws:iam::${accountId}:root`] },
  { AWS: `arn:aws:iam::${accountId}:root` },
  { AWS: accountId },
  { AWS: "*" },
  "*",
  { Service: "ec2.amazonaws.com" },
  { AWS: `arn:aws:iam::${accountId}:user/platform-engineer` },
  { AWS: "arn:aws:iam::999988887777:root" },
);

const condition = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<object>(
      { StringEquals: { "sts:ExternalId": "ext-1" } },
      { StringEqualsIfExists: { "sts:ExternalId": "ext-1" } },
      { StringNotEquals: { "sts:ExternalId": "ext-1" } },
      { Null: { "sts:ExternalId": "true" } },
      { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${accountId}:role/nodes/*` } },
      { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${accountId}:role/nodes/*` } },
      { StringLike: { "aws:PrincipalArn": "*work?r" } },
      { StringEquals: { "aws:PrincipalAccount": accountId } },
      { StringEquals: { "aws:PrincipalTag/team": "platform" } },
      { StringEquals: { "aws:PrincipalTag/team": "shop" } },
      { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
      { StringLike: { "sts:RoleSessionName": "iamctl-*" } },
      { StringEquals: { "sts:RoleSessionName": "named" } },
      { "ForAnyValue:StringLike": { "aws:PrincipalArn": ["*nobody", "*worker"] } },
      { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } },
      { "ForAllValues:StringLike": { "aws:TagKeys": ["kubernetes-*", "eks-*"] } },
      { StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } },
      { StringNotEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } },
      { StringLike: { "aws:RequestTag/kubernetes-pod-name": "pod-*" } },
      { Null: { "aws:RequestTag/eks-cluster-name": "true" } },
    ),
  },
);

const action = fc.constantFrom<object>(
  { Action: "sts:AssumeRole" },
  { Action: ["sts:TagSession", "STS:Assume*"] },
  { Action: "sts:*" },
  { NotAction: "sts:TagSession" },
  { Action: "sts:AssumeRoleWithWebIdentity" },
);

const statement = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constant("Allow") }, { weight: 1, arbitrary: fc.constant("Deny") }),
    principal,
    action,
    condition,
  )
  .map(([Effect, Principal, act, Condition]): Trust => {
    return { Effect, Principal, ...act, ...(Condition !== undefined && { Condition }) };
  });

export interface GeneratedPod {
  readonly trust: readonly Trust[];
  readonly claim: "name" | "path" | "arn" | "wrong case" | "missing" | "malformed" | "none";
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly path: string;
}

export const generatedPod: fc.Arbitrary<GeneratedPod> = fc.record({
  trust: fc.array(statement, { minLength: 1, maxLength: 3 }),
  claim: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<GeneratedPod["claim"]>("name", "path", "arn") },
    { weight: 3, arbitrary: fc.constantFrom<GeneratedPod["claim"]>("wrong case", "missing", "malformed", "none") },
  ),
  externalId: fc.option(fc.constantFrom("ext-1", "ext-2"), { nil: undefined }),
  sessionName: fc.option(fc.constant("named"), { nil: undefined, freq: 4 }),
  path: fc.constantFrom("/pods/", "/", "/pods/team/"),
});

export interface GeneratedNode {
  readonly policies: object;
  /** The proxy tags sessions, and says so in its DaemonSet. */
  readonly tagsSessions?: true;
}

const cluster = "agreement";
export const taggingVariable = { name: "IAMCTL_PROXY_SESSION_TAGS", value: cluster } as const;
const both = ["sts:AssumeRole", "sts:TagSession"];

/** What the node's own policies say of assuming roles. */
const nodePolicies: Readonly<Record<string, object>> = {
  nothing: {},
  "the prefix": { policies: { assume: allow(`arn:aws:iam::${accountId}:role/pods/*`) } },
  everything: { policies: { assume: allow("*") } },
  "everything, and a fence": {
    policies: {
      assume: allow("*"),
      fence: document({
        Effect: "Deny",
        Action: "sts:AssumeRole",
        NotResource: `arn:aws:iam::${accountId}:role/pods/*`,
      }),
    },
  },
  "everything, within a boundary": {
    policies: { assume: allow("*") },
    boundary: `arn:aws:iam::${accountId}:policy/limit`,
  },
};

export const generatedNodes: Readonly<Record<string, GeneratedNode>> = {
  ...Object.fromEntries(Object.entries(nodePolicies).map(([title, policies]) => [title, { policies }])),
  "nothing, where sessions are tagged": { policies: {}, tagsSessions: true },
  "everything, but tag no session": { policies: { policies: { assume: allow("*") } }, tagsSessions: true },
  "and tag everything": { policies: { policies: { assume: allow("*", both) } }, tagsSessions: true },
};

export function toScenario(pods: readonly GeneratedPod[], { policies, tagsSessions }: GeneratedNode): object {
  const spec = (claim: string | undefined, { externalId, sessionName }: GeneratedPod): Record<string, string> => ({
    ...(claim !== undefined && { "iam.amazonaws.com/role": claim }),
    ...(externalId !== undefined && { "iam.amazonaws.com/external-id": externalId }),
    ...(sessionName !== undefined && { "iam.amazonaws.com/session-name": sessionName }),
  });
  return {
    name: "agreement",
    description: "Generated.",
    aws: {
      ...{ account: accountId, region: "eu-west-1", operator: "platform-engineer" },
      users: [
        {
          name: "platform-engineer",
          policies: { all: allow("*", "*") },
          accessKeys: [{ id: "AKIAAGREEMENTOPERATOR", secret: "only-good-in-the-sandbox" }],
        },
      ],
      roles: [
        {
          name: "worker",
          path: "/nodes/",
          trust: trusting("ec2.amazonaws.com"),
          tags: { team: "platform" },
          ...policies,
        },
        ...pods.map(({ trust, path }, index) => ({ name: `Role-${index}`, path, trust: document(trust) })),
      ],
      policies: [{ name: "limit", document: allow(`arn:aws:iam::${accountId}:role/pods/*`) }],
      instanceProfiles: [{ name: "worker", role: "worker" }],
      clusters: [{ name: cluster, version: "1.34", nodegroups: [{ name: "workers", nodeRole: node }] }],
      instances: [{ id: "i-0a1b2c3d4e5f60718", profile: "worker", privateIp: "127.0.101.1" }],
    },
    kubernetes: {
      objects: [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
        {
          ...{ apiVersion: "v1", kind: "Node", metadata: { name: "node-1", labels: { "kubernetes.io/os": "linux" } } },
          spec: { providerID: "aws:///eu-west-1a/i-0a1b2c3d4e5f60718" },
          status: {
            addresses: [{ type: "InternalIP", address: "127.0.101.1" }],
            conditions: [{ type: "Ready", status: "True" }],
          },
        },
        ...(tagsSessions === true ? [proxySet] : []),
        ...pods.map((pod, index) => ({
          ...{ apiVersion: "v1", kind: "Pod" },
          metadata: { name: `pod-${index}`, namespace: "shop", annotations: spec(claimOf(pod, index), pod) },
          spec: { nodeName: "node-1", containers: [{ name: "main", image: "registry.example/main:1" }] },
        })),
      ],
    },
  };
}

const proxySet = {
  ...{ apiVersion: "apps/v1", kind: "DaemonSet" },
  metadata: { name: "iamctl", namespace: "kube-system" },
  spec: {
    selector: { matchLabels: { app: "iamctl" } },
    template: {
      metadata: { labels: { app: "iamctl" } },
      // No node has the label: the proxy runs beside the sandbox, and no pod of it is judged.
      spec: {
        nodeSelector: { no: "node" },
        containers: [{ name: "proxy", image: "registry.example/iamctl:1", args: ["proxy"], env: [taggingVariable] }],
      },
    },
  },
};

function claimOf({ claim, path }: GeneratedPod, index: number): string | undefined {
  switch (claim) {
    case "none":
      return undefined;
    case "name":
      return path === "/pods/team/" ? `team/Role-${index}` : path === "/" ? `/Role-${index}` : `Role-${index}`;
    case "path":
      return `${path}Role-${index}`;
    case "arn":
      return `arn:aws:iam::${accountId}:role${path}Role-${index}`;
    case "wrong case":
      return `${path}role-${index}`;
    case "missing":
      return `nobody-${index}`;
    case "malformed":
      return `role ${index}`;
  }
}

function allow(resource: string, what: string | readonly string[] = "sts:AssumeRole"): object {
  return document({ Effect: "Allow", Action: what, Resource: resource });
}

function trusting(service: string): object {
  return document({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

function document(statements: object): object {
  return { Version: "2012-10-17", Statement: statements };
}
