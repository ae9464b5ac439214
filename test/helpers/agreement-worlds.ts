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

/** What the node's own policies say of assuming roles. */
export const nodePolicies: Readonly<Record<string, object>> = {
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

export function toScenario(pods: readonly GeneratedPod[], policies: object): object {
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
      clusters: [{ name: "agreement", version: "1.34", nodegroups: [{ name: "workers", nodeRole: node }] }],
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
        ...pods.map((pod, index) => ({
          ...{ apiVersion: "v1", kind: "Pod" },
          metadata: { name: `pod-${index}`, namespace: "shop", annotations: spec(claimOf(pod, index), pod) },
          spec: { nodeName: "node-1", containers: [{ name: "main", image: "registry.example/main:1" }] },
        })),
      ],
    },
  };
}

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

function allow(resource: string, what = "sts:AssumeRole"): object {
  return document({ Effect: "Allow", Action: what, Resource: resource });
}

function trusting(service: string): object {
  return document({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

function document(statements: object): object {
  return { Version: "2012-10-17", Statement: statements };
}
