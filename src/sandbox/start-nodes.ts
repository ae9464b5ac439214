// Starts the metadata service of every node that is an EC2 instance of the scenario.
import type { AwsState } from "./aws/create-aws-state.ts";
import type { RoleCredentials } from "./imds/instance-documents.ts";
import { type ImdsServer, serveImds } from "./imds/serve-imds.ts";
import type { KubeState } from "./kube/create-kube-state.ts";
import { type KubeObject, textOf } from "./kube/kube-object.ts";
import { kindNamed } from "./kube/resource-kinds.ts";
import type { InstanceScenario, Scenario } from "./scenario.ts";

export interface SandboxNode {
  /** As Kubernetes knows it. */
  readonly name: string;
  readonly address: string;
  readonly imdsUrl: string;
  /** Name of the role of its instance profile. */
  readonly role: string;
  /** For tests: what its metadata service was asked. */
  readonly imds: ImdsServer;
}

type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

export async function startNodes(
  scenario: Scenario,
  aws: AwsState,
  kube: KubeState,
  keep: Keep,
): Promise<readonly SandboxNode[]> {
  const nodes = kube.list(kindNamed("Node")).flatMap((node) => {
    const instance = scenario.aws.instances.find(({ id }) => textOf(node.spec?.["providerID"]).endsWith(`/${id}`));
    return instance === undefined ? [] : [{ node, instance }];
  });
  return Promise.all(nodes.map(async ({ node, instance }) => startNode(node, instance, scenario, aws, keep)));
}

async function startNode(
  node: KubeObject,
  instance: InstanceScenario,
  { aws: { account, region, instanceProfiles } }: Scenario,
  aws: AwsState,
  keep: Keep,
): Promise<SandboxNode> {
  const profile = instanceProfiles.find(({ name }) => name === instance.profile);
  const role = [...aws.account.roles.values()].find(({ name }) => name === profile?.role);
  const [, availabilityZone = `${region}a`] = /^aws:\/\/\/([^/]+)\//.exec(textOf(node.spec?.["providerID"])) ?? [];
  const imds = keep(
    await serveImds({
      address: instance.privateIp,
      instance: {
        id: instance.id,
        account,
        region,
        availabilityZone,
        privateIp: instance.privateIp,
        partition: aws.account.partition,
        roleName: role?.name ?? "",
        instanceProfile: `arn:${aws.account.partition}:iam::${account}:instance-profile${profile?.path ?? "/"}${profile?.name ?? ""}`,
      },
      httpTokens: instance.metadata?.httpTokens ?? "optional",
      credentials: createNodeCredentials(aws, role?.arn ?? "", instance.id),
      now: () => aws.now(),
    }),
  );
  return { name: node.metadata.name, address: instance.privateIp, imdsUrl: imds.url, role: role?.name ?? "", imds };
}

const sixHours = 6 * 3_600;

/** New ones appear while the old ones are still good for an hour, as on a real instance they do in good time. */
function createNodeCredentials(aws: AwsState, role: string, instanceId: string): () => RoleCredentials {
  let current: RoleCredentials | undefined;
  return () => {
    const now = aws.now();
    if (current === undefined || current.expiration.getTime() - now.getTime() < 3_600_000) {
      const issued = aws.issueCredentials({
        role,
        sessionName: instanceId,
        seconds: sixHours,
        source: "instance-profile",
      });
      current = { ...issued, issued: now };
    }
    return current;
  };
}
