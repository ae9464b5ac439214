// Answers EKS, read only, JSON over REST: finds the operation that a path means, and pages lists.
import type { AwsAnswer, AwsRequest } from "./aws-answer.ts";
import { AwsFault } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import { describeAccessPolicies, describeCluster, eksCollections, findCluster } from "./eks-operations.ts";
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
  const [root, cluster, kind, name, ...rest] = request.path.split("/").slice(1).map(decodeSegment);
  const eksArn = (resource: string): string =>
    `arn:${account.partition}:eks:${account.region}:${account.id}:${resource}`;
  const isPolicies = kind === "access-entries" && rest.join("/") === "access-policies";
  if (request.method !== "GET" || root !== "clusters" || (rest.length > 0 && !isPolicies)) throw unknownOperation();
  if (cluster === undefined) {
    const names = account.clusters.map((one) => one.name);
    return { operation: "ListClusters", resource: "*", run: () => page(request, "clusters", names) };
  }
  const resource = eksArn(`cluster/${cluster}`);
  const found = () => findCluster(account, cluster);
  if (kind === undefined) {
    const run = (): object => ({ cluster: describeCluster(state, found(), resource) });
    return { operation: "DescribeCluster", resource, run };
  }
  if (isPolicies && name !== undefined) {
    const run = (): object => describeAccessPolicies(found(), name);
    return { operation: "ListAssociatedAccessPolicies", resource: eksArn(`access-entry/${cluster}/${name}`), run };
  }
  const collection = eksCollections[kind];
  if (collection === undefined) throw unknownOperation();
  if (name === undefined) {
    const run = (): object =>
      page(request, collection.listMember, collection.names(found()), (one) =>
        collection.summarize === undefined ? one : collection.summarize(found(), one),
      );
    return { operation: collection.list, resource, run };
  }
  const itemArn = eksArn(`${collection.arnKind}/${cluster}/${name}/00000000-0000-0000-0000-000000000000`);
  const run = (): object => ({ [collection.itemMember]: collection.describe(found(), name, itemArn) });
  return { operation: collection.describeOperation, resource: itemArn, run };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsFault("BadRequestException", 400, "The path is not URL-encoded text.");
  }
}

/** `maxResults` 1–100 and `nextToken`, the name of the last item seen. */
function page(
  request: AwsRequest,
  member: string,
  names: readonly string[],
  print: (name: string) => unknown = (name) => name,
): object {
  const size = Number(request.query.get("maxResults") ?? 100);
  if (!(size >= 1 && size <= 100))
    throw new AwsFault("InvalidParameterException", 400, "maxResults must be between 1 and 100");
  const token = request.query.get("nextToken");
  const rest = names.toSorted().filter((name) => token === null || name > token);
  return { [member]: rest.slice(0, size).map(print), nextToken: rest.length > size ? rest[size - 1] : null };
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
