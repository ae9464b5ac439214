// Reads from a launch template which metadata options and which instance profile its instances get.
import type { MetadataOptions, RolePointer } from "../nodes/node-source.ts";
import type { Clients } from "./open-clients.ts";
import { parseMetadataOptions, pointerOfProfile } from "./instance-fields.ts";

export interface LaunchTemplateReference {
  readonly id: string;
  /** A number, `$Latest` or `$Default`; the default when absent. */
  readonly version?: string | undefined;
}

export interface LaunchTemplateFacts {
  readonly metadata: Partial<MetadataOptions> | undefined;
  readonly pointer: RolePointer | undefined;
}

/** `undefined` when the template is gone. */
export async function readLaunchTemplate(
  clients: Clients,
  { id, version = "$Default" }: LaunchTemplateReference,
): Promise<LaunchTemplateFacts | undefined> {
  const ec2 = await clients.ec2();
  const answer = await clients.find({ action: "ec2:DescribeLaunchTemplateVersions", resource: id }, () =>
    ec2.describeLaunchTemplateVersions({ LaunchTemplateId: id, Versions: [version] }),
  );
  const data = answer?.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
  if (data === undefined) return undefined;
  const { Arn, Name } = data.IamInstanceProfile ?? {};
  return { metadata: parseMetadataOptions(data.MetadataOptions), pointer: pointerOfProfile(Arn ?? Name) };
}

export async function readTemplateMetadata(
  clients: Clients,
  template: LaunchTemplateReference,
): Promise<Partial<MetadataOptions> | undefined> {
  return (await readLaunchTemplate(clients, template))?.metadata;
}
