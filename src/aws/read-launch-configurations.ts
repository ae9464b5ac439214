// Reads from a launch configuration, which older Auto Scaling groups have, what a launch template would tell.
import { parseMetadataOptions, pointerOfProfile } from "./instance-fields.ts";
import type { Clients } from "./open-clients.ts";
import type { LaunchTemplateFacts } from "./read-launch-templates.ts";

/** `undefined` when it is gone. */
export async function readLaunchConfiguration(
  clients: Clients,
  name: string,
): Promise<LaunchTemplateFacts | undefined> {
  const scaling = await clients.autoScaling();
  const answer = await clients.run({ action: "autoscaling:DescribeLaunchConfigurations", resource: "*" }, () =>
    scaling.describeLaunchConfigurations({ LaunchConfigurationNames: [name] }),
  );
  const found = answer.LaunchConfigurations?.[0];
  if (found === undefined) return undefined;
  return { metadata: parseMetadataOptions(found.MetadataOptions), pointer: pointerOfProfile(found.IamInstanceProfile) };
}
