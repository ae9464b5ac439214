// Everything an instance's metadata service can be read for, by path; lists are made from the paths below them.

export interface Instance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  /** `aws`, `aws-cn`, … */
  readonly partition?: string;
  /** Name of the role, as the path of its credentials ends; empty for an instance without a profile. */
  readonly roleName: string;
  /** ARN. */
  readonly instanceProfile: string;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly issued: Date;
}

/** The text of a leaf or the lines of a list; both forms of a path, with and without a slash at the end, are answered alike. */
export function readDocument(path: string, instance: Instance, credentials: () => RoleCredentials): string | undefined {
  const wanted = path.replace(/\/$/, "");
  const prefix = wanted === "" ? "" : `${wanted}/`;
  const leaf = leavesOf(instance, credentials).find(([name]) => name === wanted);
  if (leaf !== undefined) return leaf[1]();
  const below = leavesOf(instance, credentials).filter(([name]) => name.startsWith(prefix));
  if (below.length === 0) return undefined;
  const names = below.map(([name]) => {
    const [first = "", ...rest] = name.slice(prefix.length).split("/");
    return rest.length > 0 ? `${first}/` : first;
  });
  return [...new Set(names)].join("\n");
}

type Leaf = readonly [path: string, text: () => string];

function leavesOf(instance: Instance, credentials: () => RoleCredentials): readonly Leaf[] {
  const { id, region, availabilityZone, privateIp, roleName } = instance;
  const hostname = `ip-${privateIp.replaceAll(".", "-")}.${region}.compute.internal`;
  // Locally administered, and different for every instance.
  const mac = ["02", "00", ...privateIp.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"))].join(
    ":",
  );
  const metadata: Readonly<Record<string, () => string>> = {
    "ami-id": () => "ami-0abcdef1234567890",
    hostname: () => hostname,
    ...(roleName !== "" && {
      "iam/info": () => printJson(infoOf(instance, credentials())),
      [`iam/security-credentials/${roleName}`]: () => printJson(credentialsOf(credentials())),
    }),
    "identity-credentials/ec2/info": () => printJson({ Code: "Success", AccountId: instance.account }),
    "instance-id": () => id,
    "instance-type": () => "m7i.large",
    "local-hostname": () => hostname,
    "local-ipv4": () => privateIp,
    mac: () => mac,
    [`network/interfaces/macs/${mac}/device-number`]: () => "0",
    [`network/interfaces/macs/${mac}/local-ipv4s`]: () => privateIp,
    "placement/availability-zone": () => availabilityZone,
    "placement/region": () => region,
    "services/domain": () => "amazonaws.com",
    "services/partition": () => instance.partition ?? "aws",
  };
  return [
    ...Object.entries(metadata).map(([name, text]): Leaf => [`meta-data/${name}`, text]),
    ["dynamic/instance-identity/document", () => printJson(identityOf(instance))],
    ["user-data", () => "#!/bin/sh\n# The node's bootstrap script: no pod should ever read this.\n"],
  ];
}

function infoOf({ instanceProfile }: Instance, { issued }: RoleCredentials): object {
  return {
    Code: "Success",
    LastUpdated: timestamp(issued),
    InstanceProfileArn: instanceProfile,
    InstanceProfileId: "AIPASANDBOXINSTANCE01",
  };
}

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration, issued }: RoleCredentials): object {
  return {
    Code: "Success",
    LastUpdated: timestamp(issued),
    Type: "AWS-HMAC",
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: timestamp(expiration),
  };
}

function identityOf({ account, availabilityZone, id, privateIp, region }: Instance): object {
  return {
    accountId: account,
    architecture: "x86_64",
    availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    imageId: "ami-0abcdef1234567890",
    instanceId: id,
    instanceType: "m7i.large",
    kernelId: null,
    marketplaceProductCodes: null,
    pendingTime: "2026-01-12T08:00:00Z",
    privateIp,
    ramdiskId: null,
    region,
    version: "2017-09-30",
  };
}

/** The spacing of the real service. */
function printJson(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll('": ', '" : ');
}

function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
