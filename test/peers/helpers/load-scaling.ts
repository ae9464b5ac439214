// Loads a scenario's launch templates, launch configurations and Auto Scaling groups into moto.
import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { EC2 } from "@aws-sdk/client-ec2";
import type { AwsScenario } from "../../../src/sandbox/scenario.ts";

export interface ScalingPlace {
  readonly url: string;
  readonly region: string;
  readonly subnet: string;
}

export async function loadScaling({ url, region, subnet }: ScalingPlace, scenario: AwsScenario): Promise<void> {
  const settings = { endpoint: url, region, credentials: { accessKeyId: "AKIALOADER", secretAccessKey: "any" } };
  const [ec2, scaling] = [new EC2(settings), new AutoScaling(settings)];
  const ids = new Map<string, string>();
  for (const { id, name, profile, metadata } of scenario.launchTemplates ?? []) {
    const { LaunchTemplate } = await ec2.createLaunchTemplate({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        ...{ ImageId: "ami-12345678", InstanceType: "m5.large" },
        ...(profile !== undefined && { IamInstanceProfile: { Name: profile } }),
        MetadataOptions: { HttpTokens: metadata?.httpTokens, HttpPutResponseHopLimit: metadata?.hopLimit },
      },
    });
    ids.set(id, LaunchTemplate?.LaunchTemplateId ?? "");
  }
  for (const { name, profile, metadata } of scenario.launchConfigurations ?? []) {
    await scaling.createLaunchConfiguration({
      ...{ LaunchConfigurationName: name, ImageId: "ami-12345678", InstanceType: "m5.large" },
      ...(profile !== undefined && { IamInstanceProfile: profile }),
      MetadataOptions: { HttpTokens: metadata?.httpTokens, HttpPutResponseHopLimit: metadata?.hopLimit },
    });
  }
  for (const { name, launchTemplate, launchConfiguration, mixed = false, size, tags } of scenario.autoScalingGroups ??
    []) {
    await scaling.createAutoScalingGroup({
      ...{ AutoScalingGroupName: name, MinSize: 0, MaxSize: 10, DesiredCapacity: size, VPCZoneIdentifier: subnet },
      ...templateOf(ids.get(launchTemplate ?? ""), launchConfiguration, mixed),
      Tags: Object.entries(tags ?? {}).map(([Key, Value]) => ({
        ...{ Key, Value, ResourceId: name, ResourceType: "auto-scaling-group", PropagateAtLaunch: true },
      })),
    });
  }
}

function templateOf(LaunchTemplateId: string | undefined, LaunchConfigurationName: string | undefined, mixed: boolean) {
  if (LaunchConfigurationName !== undefined) return { LaunchConfigurationName };
  const reference = { LaunchTemplateId, Version: "$Latest" };
  if (!mixed) return { LaunchTemplate: reference };
  return { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: reference } } };
}
