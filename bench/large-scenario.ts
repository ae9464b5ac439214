// A scenario of any size: Deployments of five pods each, most with a role of their own, some with the usual mistakes.

import type { KubernetesObject } from "../src/sandbox/scenario.ts";

export interface Size {
  readonly pods: number;
  readonly roles: number;
  readonly namespaces: number;
  /** Pods wait to be scheduled, and need nobody to run them. */
  readonly held?: boolean;
}

const account = "111122223333";
const podsOfEach = 5;
const podsOfNode = 100;

export function makeLargeScenario({ pods, roles, namespaces, held = false }: Size): object {
  const nodes = Array.from({ length: Math.max(1, Math.ceil(pods / podsOfNode)) }, (_, index) => index);
  return {
    name: "large",
    description: "A large cluster, made for measuring.",
    aws: {
      account,
      region: "eu-west-1",
      operator: "admin",
      users: [
        {
          name: "admin",
          policies: { everything: policy({ Effect: "Allow", Action: "*", Resource: "*" }) },
          accessKeys: [{ id: "AKIALARGEADMIN000001", secret: "only-good-in-the-sandbox" }],
        },
      ],
      roles: [
        {
          name: "large-node",
          trust: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
          policies: {
            assume: policy({
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Resource: `arn:aws:iam::${account}:role/pods/*`,
            }),
          },
        },
        ...Array.from({ length: roles }, (_, index) => podRole(index)),
      ],
      instanceProfiles: [{ name: "large-node", role: "large-node" }],
      clusters: [
        {
          name: "large",
          version: "1.34",
          nodegroups: [{ name: "nodes", nodeRole: `arn:aws:iam::${account}:role/large-node` }],
        },
      ],
      instances: nodes.map((index) => ({
        id: instanceId(index),
        profile: "large-node",
        privateIp: nodeAddress(index),
        metadata: { httpTokens: "required", hopLimit: 1 },
      })),
      buckets: [],
    },
    kubernetes: {
      objects: [
        ...Array.from({ length: namespaces }, (_, index) => ({
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: `team-${index}` },
        })),
        ...nodes.map((index) => ({
          apiVersion: "v1",
          kind: "Node",
          metadata: { name: `node-${index}`, labels: { "kubernetes.io/os": "linux", pool: `pool-${index % 3}` } },
          spec: { providerID: `aws:///eu-west-1a/${instanceId(index)}` },
          status: { addresses: [{ type: "InternalIP", address: nodeAddress(index) }] },
        })),
        ...makeDeployments({ pods, roles, namespaces, held }),
      ],
    },
  };
}

export function makeDeployments(size: Size): readonly object[] {
  return Array.from({ length: Math.ceil(size.pods / podsOfEach) }, (_, index) => deployment(index, size));
}

/** The ReplicaSet of a Deployment and its pods, all of them running. */
export function makeChildren({ kind, metadata, ...rest }: KubernetesObject): readonly KubernetesObject[] {
  const { spec } = rest as {
    readonly spec?: { readonly template: { readonly metadata: object; readonly spec: object } };
  };
  if (kind !== "Deployment" || spec === undefined) return [];
  const { template } = spec;
  const hash = "5d4f8c7b9";
  const number = Number(metadata.name.slice(metadata.name.lastIndexOf("-") + 1));
  const labels = { app: metadata.name, "pod-template-hash": hash };
  const { namespace = "" } = metadata;
  const name = `${metadata.name}-${hash}`;
  const set = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name,
      namespace,
      labels,
      uid: uid("set", number),
      ownerReferences: [owner("Deployment", metadata.name)],
    },
    spec: { ...spec, replicas: podsOfEach, template: { ...template, metadata: { ...template.metadata, labels } } },
    status: { replicas: podsOfEach, readyReplicas: podsOfEach, availableReplicas: podsOfEach },
  };
  const pods = Array.from({ length: podsOfEach }, (_, index) => {
    const at = number * podsOfEach + index;
    const address = `10.${Math.floor(at / 62_500)}.${Math.floor(at / 250) % 250}.${at % 250}`;
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...template.metadata,
        ...{ name: `${name}-${index.toString(36).padStart(5, "x")}`, namespace, labels },
        ownerReferences: [{ ...owner("ReplicaSet", name), uid: uid("set", number) }],
      },
      spec: { ...template.spec, serviceAccountName: "default", nodeName: `node-${Math.floor(at / podsOfNode)}` },
      status: {
        phase: "Running",
        podIP: address,
        podIPs: [{ ip: address }],
        hostIP: nodeAddress(Math.floor(at / podsOfNode)),
      },
    };
  });
  return [set, ...pods];
}

function owner(kind: string, name: string): object {
  return { apiVersion: "apps/v1", kind, name, uid: `of-${name}`, controller: true, blockOwnerDeletion: true };
}

function uid(what: string, number: number): string {
  return `${what}-${number}`;
}

function instanceId(index: number): string {
  return `i-0d4e6f80a1b2c${index.toString(16).padStart(4, "0")}`;
}

function nodeAddress(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

/** Every tenth does not trust the nodes. */
function podRole(index: number): object {
  const who = index % 10 === 9 ? "root" : "role/large-node";
  return {
    name: `service-${index}`,
    path: "/pods/",
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:${who}` },
      Action: "sts:AssumeRole",
      ...(who === "root" && { Condition: { StringEquals: { "sts:ExternalId": "other" } } }),
    }),
    policies: {
      own: policy({
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"],
        Resource: `arn:aws:s3:::bucket-${index}/*`,
      }),
    },
  };
}

/** Every twentieth names a role that is not there, every twentieth none. */
function deployment(index: number, { roles, namespaces, held = false }: Size): object {
  const name = `service-${index}`;
  const role = index % 20 === 7 ? `nowhere-${index}` : `service-${index % roles}`;
  const annotations = index % 20 === 11 ? {} : { "iam.amazonaws.com/role": role };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: `team-${index % namespaces}`, labels: { app: name } },
    spec: {
      replicas: podsOfEach,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: {
          ...(held && { schedulingGates: [{ name: "iamctl.test/held" }] }),
          containers: [
            {
              name: "main",
              image: "registry.example/service:1",
              env: Array.from({ length: 12 }, (_, at) => ({ name: `SETTING_${at}`, value: `value-${at}` })),
              ports: [{ containerPort: 8080 }],
            },
          ],
        },
      },
    },
  };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
