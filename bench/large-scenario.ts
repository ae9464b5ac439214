// A scenario of any size: Deployments of five pods each, most with a role of their own, some with the usual mistakes.

export interface Size {
  readonly pods: number;
  readonly roles: number;
  readonly namespaces: number;
}

const account = "111122223333";
const podsOfEach = 5;

export function makeLargeScenario({ pods, roles, namespaces }: Size): object {
  const deployments = Math.ceil(pods / podsOfEach);
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
      instances: [
        {
          id: "i-0d4e6f80a1b2c3d41",
          profile: "large-node",
          privateIp: "127.0.101.1",
          metadata: { httpTokens: "required", hopLimit: 1 },
        },
      ],
      buckets: [],
    },
    kubernetes: {
      objects: [
        ...Array.from({ length: namespaces }, (_, index) => ({
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: `team-${index}` },
        })),
        {
          apiVersion: "v1",
          kind: "Node",
          metadata: { name: "node-1", labels: { "kubernetes.io/os": "linux" } },
          spec: { providerID: "aws:///eu-west-1a/i-0d4e6f80a1b2c3d41" },
          status: { addresses: [{ type: "InternalIP", address: "127.0.101.1" }] },
        },
        ...Array.from({ length: deployments }, (_, index) => deployment(index, { roles, namespaces })),
      ],
    },
  };
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
function deployment(index: number, { roles, namespaces }: Omit<Size, "pods">): object {
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
