// The IAM policy for whoever types a command, ready to attach.
import { assumePolicy, rolesUnder } from "../iam/assume-policy.ts";
import { makePolicy, printPolicy } from "../iam/policy-document.ts";
import { commandNeeds } from "./command-needs.ts";
import type { CommandWithNeeds } from "./commands-with-needs.ts";
import type { IamNeed } from "./need.ts";

export interface PolicyPlace {
  readonly partition: string;
  readonly account: string;
  readonly prefix: string;
  /** ARNs, to which changes of node roles are then held; every role when empty. */
  readonly nodeRoles?: readonly string[];
}

/** For the proxy it is the node role's policy, the one that init writes: the node role asks STS, nobody else. */
export function printIamPolicy(commands: readonly CommandWithNeeds[], place: PolicyPlace): string {
  const needs = commands.flatMap((command) => commandNeeds[command].iam);
  const distinct = needs.filter(({ sid }, index) => needs.findIndex((other) => other.sid === sid) === index);
  if (distinct.length === 0) return printPolicy(assumePolicy(place));
  return printPolicy(makePolicy({ Version: "2012-10-17", Statement: distinct.map((need) => printNeed(need, place)) }));
}

function printNeed({ sid, actions, on }: IamNeed, place: PolicyPlace): object {
  const statement = { Sid: sid, Effect: "Allow", Action: [...actions].toSorted() };
  const ownPolicies = `arn:${place.partition}:iam::${place.account}:policy/iamctl/*`;
  const { nodeRoles = [] } = place;
  const onNodeRoles = nodeRoles.length > 0 ? nodeRoles : `arn:${place.partition}:iam::${place.account}:role/*`;
  switch (on) {
    case "anything":
      return { ...statement, Resource: "*" };
    case "pod-roles":
      return { ...statement, Resource: rolesUnder(place) };
    case "node-roles":
      return { ...statement, Resource: onNodeRoles };
    case "own-policies":
      return { ...statement, Resource: ownPolicies };
    case "attaching-own-policies":
      // Any role may be a node role, so the fence is the policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html
      return {
        ...statement,
        Resource: onNodeRoles,
        Condition: { ArnLike: { "iam:PolicyARN": ownPolicies } },
      };
    case "bounding-by-own-policies":
      return {
        ...statement,
        Resource: onNodeRoles,
        Condition: { ArnLike: { "iam:PermissionsBoundary": ownPolicies } },
      };
  }
}
