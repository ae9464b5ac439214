// Serves the metadata of a scenario's first instance, with credentials that moto gave out; moto has no such service.
import { STS } from "@aws-sdk/client-sts";
import { type ImdsServer, serveImds } from "../../../src/sandbox/imds/serve-imds.ts";
import type { AwsScenario } from "../../../src/sandbox/scenario.ts";

const sixHours = 6 * 3_600;

export async function startNodeMetadata(awsUrl: string, scenario: AwsScenario): Promise<ImdsServer> {
  const { account, region, instances, instanceProfiles, roles } = scenario;
  const [instance] = instances;
  const profile = instanceProfiles.find(({ name }) => name === instance?.profile);
  const role = roles.find(({ name }) => name === profile?.role);
  if (instance === undefined || profile === undefined || role === undefined) {
    throw new Error("The scenario's first instance has no role.");
  }
  const sts = new STS({ endpoint: awsUrl, region, credentials: { accessKeyId: "AKIALOADER", secretAccessKey: "any" } });
  const { Credentials } = await sts.assumeRole({
    RoleArn: `arn:aws:iam::${account}:role${role.path ?? "/"}${role.name}`,
    RoleSessionName: instance.id,
  });
  const now = new Date();
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
    expiration: new Date(now.getTime() + sixHours * 1_000),
    issued: now,
  };
  return serveImds({
    address: "127.0.0.1",
    instance: {
      id: instance.id,
      account,
      region,
      availabilityZone: `${region}a`,
      privateIp: instance.privateIp,
      roleName: role.name,
      instanceProfile: `arn:aws:iam::${account}:instance-profile${profile.path ?? "/"}${profile.name}`,
    },
    httpTokens: instance.metadata?.httpTokens ?? "optional",
    credentials: () => credentials,
    now: () => new Date(),
  });
}
