// Answers EKS: clusters and node groups, read only, JSON over REST.
import type { ClusterScenario } from "../scenario.ts";
import type { Account } from "./account.ts";
import type { AwsAnswer, AwsRequest } from "./aws-answer.ts";
import { AwsFault } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import { identifyCaller } from "./identify-caller.ts";
import { performCall } from "./perform-call.ts";

export async function answerEks(state: AwsState, request: AwsRequest): Promise<AwsAnswer> {
  const caller = identifyCaller(state, "eks", request.credential);
  const { operation, resource, run } = findRoute(state, request);
  const act = { action: `eks:${operation}`, resource };
  const result = await performCall(state, { service: "eks", operation, caller, act: () => act, run });
  return jsonAnswer(200, result);
}

interface Route {
  readonly operation: string;
  readonly resource: string;
  readonly run: () => object;
}

function findRoute(state: AwsState, request: AwsRequest): Route {
  const { account } = state;
  const [root, cluster, kind, group, ...rest] = request.path.split("/").slice(1).map(decodeSegment);
  const eksArn = (resource: string): string =>
    `arn:${account.partition}:eks:${account.region}:${account.id}:${resource}`;
  if (request.method !== "GET" || root !== "clusters" || rest.length > 0) throw unknownOperation();
  if (cluster === undefined) {
    const names = account.clusters.map(({ name }) => name);
    return { operation: "ListClusters", resource: "*", run: () => page(request, "clusters", names) };
  }
  const resource = eksArn(`cluster/${cluster}`);
  const found = (): ClusterScenario => findCluster(account, cluster);
  if (kind === undefined) {
    return {
      operation: "DescribeCluster",
      resource,
      run: () => ({ cluster: describeCluster(state, found(), resource) }),
    };
  }
  if (kind !== "node-groups") throw unknownOperation();
  if (group === undefined) {
    const groups = (): string[] => found().nodegroups?.map(({ name }) => name) ?? [];
    return { operation: "ListNodegroups", resource, run: () => page(request, "nodegroups", groups()) };
  }
  const groupArn = eksArn(`nodegroup/${cluster}/${group}/00000000-0000-0000-0000-000000000000`);
  const run = (): object => ({ nodegroup: describeNodegroup(found(), group, groupArn) });
  return { operation: "DescribeNodegroup", resource: groupArn, run };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsFault("BadRequestException", 400, "The path is not URL-encoded text.");
  }
}

function findCluster(account: Account, name: string): ClusterScenario {
  const cluster = account.clusters.find((candidate) => candidate.name === name);
  return cluster ?? notFound(`No cluster found for name: ${name}.`);
}

function describeCluster(state: AwsState, { name, version }: ClusterScenario, arn: string): object {
  return {
    name,
    arn,
    version,
    status: "ACTIVE",
    endpoint: state.clusterEndpoint.url,
    certificateAuthority: { data: state.clusterEndpoint.certificateAuthority },
    createdAt: 1_777_883_400,
    platformVersion: "eks.3",
    accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
    tags: {},
  };
}

function describeNodegroup(
  { name, version, nodegroups = [] }: ClusterScenario,
  group: string,
  nodegroupArn: string,
): object {
  const found = nodegroups.find((nodegroup) => nodegroup.name === group);
  if (found === undefined) return notFound("No node group found for name: " + group + ".");
  return {
    nodegroupName: found.name,
    nodegroupArn,
    clusterName: name,
    version,
    status: "ACTIVE",
    capacityType: "ON_DEMAND",
    amiType: "AL2023_x86_64_STANDARD",
    nodeRole: found.nodeRole,
    scalingConfig: { minSize: 1, maxSize: 6, desiredSize: 1 },
    createdAt: 1_777_883_400,
    tags: {},
  };
}

/** `maxResults` 1–100 and `nextToken`, the name of the last item seen. */
function page(request: AwsRequest, member: string, names: readonly string[]): object {
  const size = Number(request.query.get("maxResults") ?? 100);
  if (!(size >= 1 && size <= 100))
    throw new AwsFault("InvalidParameterException", 400, "maxResults must be between 1 and 100");
  const token = request.query.get("nextToken");
  const rest = names.toSorted().filter((name) => token === null || name > token);
  return { [member]: rest.slice(0, size), nextToken: rest.length > size ? rest[size - 1] : null };
}

function notFound(message: string): never {
  throw new AwsFault("ResourceNotFoundException", 404, message);
}

function unknownOperation(): AwsFault {
  return new AwsFault("UnknownOperationException", 404, "The simulated EKS does not know this operation.");
}

export function printEksFault(fault: AwsFault): AwsAnswer {
  const { headers, ...answer } = jsonAnswer(fault.status, { message: fault.message });
  return { ...answer, headers: { ...headers, "x-amzn-errortype": fault.code } };
}

function jsonAnswer(status: number, value: object): AwsAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
