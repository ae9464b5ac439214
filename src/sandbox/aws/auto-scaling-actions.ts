// EC2 Auto Scaling's one action here: which groups there are, found by their tags.
import type { AutoScalingGroupScenario } from "../scenario.ts";
import type { Account } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import { members, type XmlTree } from "./print-xml.ts";
import { type ActionTable, onEverything, type QueryCall } from "./query-action.ts";

export const autoScalingActions: ActionTable = {
  DescribeAutoScalingGroups: { act: onEverything, run: describeGroups },
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

function printGroup(account: Account, { name, launchTemplate, size, tags = {} }: AutoScalingGroupScenario): XmlTree {
  const template = account.launchTemplates.find(({ id }) => id === launchTemplate);
  return {
    AutoScalingGroupName: name,
    LaunchTemplate: { LaunchTemplateId: launchTemplate, LaunchTemplateName: template?.name, Version: "$Default" },
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
