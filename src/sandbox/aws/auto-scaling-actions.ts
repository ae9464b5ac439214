// EC2 Auto Scaling's actions here: which groups there are, found by their tags, and which launch configurations.
import type { AutoScalingGroupScenario, LaunchConfigurationScenario } from "../scenario.ts";
import type { Account } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import { members, type XmlTree } from "./print-xml.ts";
import { type ActionTable, onEverything, type QueryCall } from "./query-action.ts";

export const autoScalingActions: ActionTable = {
  DescribeAutoScalingGroups: { act: onEverything, run: describeGroups },
  DescribeLaunchConfigurations: { act: onEverything, run: describeConfigurations },
};

function describeGroups({ account, parameters }: QueryCall): XmlTree {
  const filter = parameters.text("Filters.member.1.Name");
  if (filter !== undefined && filter !== "tag-key") {
    throw new AwsFault(
      "ValidationError",
      400,
      `Filter type ${filter} is not correct. Allowed Filter types are: tag-key`,
    );
  }
  const keys = parameters.list("Filters.member.1.Values.member");
  const fits = ({ tags = {} }: AutoScalingGroupScenario): boolean =>
    filter === undefined || keys.some((key) => key in tags);
  return {
    AutoScalingGroups: members(account.autoScalingGroups.filter(fits).map((group) => printGroup(account, group))),
  };
}

function printGroup(account: Account, group: AutoScalingGroupScenario): XmlTree {
  const { name, size, tags = {} } = group;
  return {
    AutoScalingGroupName: name,
    ...printTemplate(account, group),
    ...{ MinSize: 0, MaxSize: 10, DesiredCapacity: size, DefaultCooldown: 300, HealthCheckType: "EC2" },
    CreatedTime: "2026-05-04T08:30:00.000Z",
    Tags: members(
      Object.entries(tags).map(([key, value]) => ({
        ...{ ResourceId: name, ResourceType: "auto-scaling-group", Key: key, Value: value },
        PropagateAtLaunch: true,
      })),
    ),
  };
}

function printTemplate(
  { launchTemplates }: Account,
  { launchTemplate, launchConfiguration, mixed = false }: AutoScalingGroupScenario,
): XmlTree {
  if (launchTemplate === undefined) return { LaunchConfigurationName: launchConfiguration };
  const template = launchTemplates.find(({ id }) => id === launchTemplate);
  const reference = { LaunchTemplateId: launchTemplate, LaunchTemplateName: template?.name, Version: "$Default" };
  if (!mixed) return { LaunchTemplate: reference };
  return { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: reference } } };
}

/** A name that is not there is left out of the answer. */
function describeConfigurations({ account, parameters }: QueryCall): XmlTree {
  const names = parameters.list("LaunchConfigurationNames.member");
  const wanted = account.launchConfigurations.filter(({ name }) => names.length === 0 || names.includes(name));
  return { LaunchConfigurations: members(wanted.map(printConfiguration)) };
}

function printConfiguration({ name, profile, metadata }: LaunchConfigurationScenario): XmlTree {
  return {
    ...{ LaunchConfigurationName: name, ImageId: "ami-12345678", InstanceType: "m5.large" },
    ...{ IamInstanceProfile: profile, CreatedTime: "2026-05-04T08:30:00.000Z" },
    ...(metadata !== undefined && {
      MetadataOptions: {
        HttpTokens: metadata.httpTokens,
        HttpPutResponseHopLimit: metadata.hopLimit,
        HttpEndpoint: metadata.httpEndpoint,
      },
    }),
  };
}
