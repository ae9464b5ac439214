// EC2's actions here: which instances and launch templates there are, with which instance profile and metadata options.
import type { InstanceScenario, MetadataScenario } from "../scenario.ts";
import { iamArn, type Account } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import { items, type XmlTree } from "./print-xml.ts";
import { onEverything, type ActionTable, type QueryCall } from "./query-action.ts";

export const ec2Actions: ActionTable = {
  DescribeInstances: { act: onEverything, run: describeInstances },
  DescribeLaunchTemplateVersions: { act: onEverything, run: describeTemplateVersions },
};

function describeInstances({ account, parameters }: QueryCall): XmlTree {
  const ids = parameters.list("InstanceId");
  if (ids.length > 0 && parameters.text("MaxResults") !== undefined) {
    const problem = "The parameter instancesSet cannot be used with the parameter maxResults";
    throw new AwsFault("InvalidParameterCombination", 400, problem);
  }
  const unknown = ids.find((id) => !account.instances.some((instance) => instance.id === id));
  if (unknown !== undefined) {
    throw new AwsFault("InvalidInstanceID.NotFound", 400, `The instance ID '${unknown}' does not exist`);
  }
  const filters = readFilters(parameters);
  const wanted = account.instances.filter((instance) => {
    return (ids.length === 0 || ids.includes(instance.id)) && filters.every((filter) => passes(instance, filter));
  });
  const start = readToken(parameters.text("NextToken"));
  const size = parameters.integer("MaxResults", { least: 5, most: 1000, usual: 1000 });
  const page = wanted.slice(start, start + size);
  const more = wanted.length > start + size;
  return {
    reservationSet: items(page.map((instance) => printReservation(account, instance))),
    nextToken: more ? Buffer.from(`from ${start + size}`).toString("base64") : undefined,
  };
}

interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

function readFilters(parameters: QueryCall["parameters"]): Filter[] {
  const filters: Filter[] = [];
  for (;;) {
    const at = filters.length + 1;
    const name = parameters.text(`Filter.${at}.Name`);
    if (name === undefined) return filters;
    filters.push({ name, values: parameters.list(`Filter.${at}.Value`) });
  }
}

function passes(instance: InstanceScenario, { name, values }: Filter): boolean {
  if (name === "instance-id") return values.includes(instance.id);
  if (name === "private-ip-address") return values.includes(instance.privateIp);
  if (name === "instance-state-name") return values.includes("running");
  if (name === "tag-key") return Object.keys(instance.tags ?? {}).some((key) => values.includes(key));
  if (name.startsWith("tag:")) return values.includes(instance.tags?.[name.slice("tag:".length)] ?? "");
  throw new AwsFault("InvalidParameterValue", 400, `The filter '${name}' is invalid`);
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const found = /^from (\d+)$/.exec(Buffer.from(token, "base64").toString());
  if (found === null) throw new AwsFault("InvalidParameterValue", 400, `Unable to parse pagination token`);
  return Number(found[1]);
}

function printReservation(account: Account, instance: InstanceScenario): XmlTree {
  return {
    reservationId: `r-${instance.id.slice("i-".length)}`,
    ownerId: account.id,
    instancesSet: items([printInstance(account, instance)]),
  };
}

function printInstance(account: Account, instance: InstanceScenario): XmlTree {
  const profile = account.instanceProfiles.get(instance.profile?.toLowerCase() ?? "");
  return {
    instanceId: instance.id,
    instanceType: "m7i.large",
    instanceState: { code: 16, name: "running" },
    launchTime: "2026-10-19T06:12:40.000Z",
    placement: { availabilityZone: `${account.region}a`, tenancy: "default" },
    privateIpAddress: instance.privateIp,
    ...(profile === undefined
      ? {}
      : {
          iamInstanceProfile: {
            arn: iamArn(account, `instance-profile${profile.path}${profile.name}`),
            id: profile.id,
          },
        }),
    metadataOptions: {
      state: "applied",
      ...metadataOptions({ httpTokens: "required", hopLimit: 2, ...instance.metadata }),
    },
    tagSet: items(Object.entries(instance.tags ?? {}).map(([key, value]) => ({ key, value }))),
  };
}

function metadataOptions({ httpTokens, hopLimit, httpEndpoint, ipv6 }: MetadataScenario): XmlTree {
  return {
    httpTokens,
    httpPutResponseHopLimit: hopLimit,
    httpEndpoint: httpEndpoint ?? "enabled",
    httpProtocolIpv6: ipv6 ?? "disabled",
    instanceMetadataTags: "disabled",
  };
}

/** Each template has one version. */
function describeTemplateVersions({ account, parameters }: QueryCall): XmlTree {
  const id = parameters.need("LaunchTemplateId");
  const template = account.launchTemplates.find((one) => one.id === id);
  if (template === undefined) {
    const problem = `The specified launch template, with template ID ${id}, does not exist.`;
    throw new AwsFault("InvalidLaunchTemplateId.NotFound", 400, problem);
  }
  const profile = account.instanceProfiles.get(template.profile?.toLowerCase() ?? "");
  const launchTemplateData = {
    ...(profile !== undefined && { iamInstanceProfile: { name: profile.name } }),
    ...(template.metadata !== undefined && { metadataOptions: metadataOptions(template.metadata) }),
  };
  return {
    launchTemplateVersionSet: items([
      {
        ...{ launchTemplateId: id, launchTemplateName: template.name, versionNumber: 1, defaultVersion: true },
        createTime: "2026-05-04T08:30:00.000Z",
        launchTemplateData,
      },
    ]),
  };
}
