// Generated access requests with the policies they meet, in the plain form that an evaluator of any make can read.
import * as fc from "fast-check";
import { arbitraryConditions, arbitraryContext } from "./iam-conditions.ts";

/** A request and every policy that applies to it. Documents are plain JSON. */
export interface AccessCase {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly caller: CaseCaller;
  readonly context: Readonly<Record<string, string | string[]>>;
  readonly identity: readonly object[];
  readonly boundary: object | undefined;
  readonly session: object | undefined;
  readonly resourcePolicy: object | undefined;
}

export interface CaseCaller {
  readonly account: string;
  readonly arn: string;
  readonly role: string | undefined;
  readonly service: string | undefined;
}

const home = "111122223333";
const abroad = "444455556666";

const callers: readonly CaseCaller[] = [
  session(home, "/", "node-a", "i-0abc"),
  session(abroad, "/", "node-a", "i-0abc"),
  session(home, "/eks/", "node-b", "i-0def"),
  { account: home, arn: `arn:aws:iam::${home}:user/alice`, role: undefined, service: undefined },
  { account: home, arn: `arn:aws:iam::${home}:user/staff/bob`, role: undefined, service: undefined },
];
const service: CaseCaller = { account: "", arn: "ec2.amazonaws.com", role: undefined, service: "ec2.amazonaws.com" };

function session(account: string, path: string, role: string, name: string): CaseCaller {
  return {
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    role: `arn:aws:iam::${account}:role${path}${role}`,
    service: undefined,
  };
}

/** A kind of resource, what can be done to it, and whether the resource has a policy. */
interface Scene {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly policy: "trust" | "resource" | "none";
}

const scenes: readonly Scene[] = [
  {
    actions: ["sts:AssumeRole"],
    resources: [`arn:aws:iam::${home}:role/pods/orders`, `arn:aws:iam::${home}:role/orders`],
    policy: "trust",
  },
  {
    actions: ["s3:GetObject", "s3:PutObject"],
    resources: ["arn:aws:s3:::harbor-orders/inbox/1.json", "arn:aws:s3:::harbor-orders/alice/notes"],
    policy: "resource",
  },
  { actions: ["s3:ListBucket"], resources: ["arn:aws:s3:::harbor-orders"], policy: "resource" },
  { actions: ["sqs:SendMessage"], resources: [`arn:aws:sqs:eu-west-1:${home}:orders`], policy: "resource" },
  {
    actions: ["iam:PutRolePolicy", "iam:GetRole"],
    resources: [`arn:aws:iam::${home}:role/pods/orders`, `arn:aws:iam::${home}:role/alice`],
    policy: "none",
  },
];

/** What a case may hold besides the plainest forms. */
export interface CaseOptions {
  /** How many conditions a statement has at most. */
  readonly conditions: number;
}

export function arbitraryCase(options: CaseOptions): fc.Arbitrary<AccessCase> {
  return fc.constantFrom(...scenes).chain((scene) =>
    fc
      .record({ action: fc.constantFrom(...scene.actions), resource: fc.constantFrom(...scene.resources) })
      .chain((act) => {
        const words = { ...act, ...options };
        return fc
          .record({
            caller: fc.oneof(
              { weight: 12, arbitrary: fc.constantFrom(...callers) },
              { weight: 1, arbitrary: fc.constant(service) },
            ),
            resourceAccount: fc.constantFrom(home, home, home, abroad),
            context: arbitraryContext(),
            identity: fc.array(arbitraryDocument(words, "identity"), { maxLength: 2 }),
            boundary: sometimes(arbitraryDocument(words, "identity"), 2),
            session: sometimes(arbitraryDocument(words, "identity"), 2),
            resourcePolicy: arbitraryResourcePolicy(words, scene.policy),
          })
          .map((rest) => ({
            ...act,
            ...withoutPrincipalPolicies(rest, scene),
            context: keysOf(act.action, rest.context),
          }));
      }),
  );
}

/** The request's keys without those that only other actions carry. */
function keysOf(action: string, context: AccessCase["context"]): AccessCase["context"] {
  return Object.fromEntries(
    Object.entries(context).filter(([key]) => key.startsWith("aws:") || key.startsWith(action.slice(0, 4))),
  );
}

/** A role always has its trust policy; of the other resources, not all have one. */
function arbitraryResourcePolicy(words: Words, kind: Scene["policy"]): fc.Arbitrary<object | undefined> {
  if (kind === "none") return fc.constant(undefined);
  return kind === "trust" ? arbitraryDocument(words, kind) : sometimes(arbitraryDocument(words, kind), 0.5);
}

/** Users have no session policies, services no policies at all; a resource that has no policy is only used at home. */
function withoutPrincipalPolicies<T extends Omit<AccessCase, "action" | "resource">>(rest: T, scene: Scene): T {
  const { caller } = rest;
  const resourceAccount = scene.resources.every((resource) => resource.includes(home)) ? home : rest.resourceAccount;
  if (caller.service !== undefined)
    return { ...rest, resourceAccount, identity: [], boundary: undefined, session: undefined };
  return { ...rest, resourceAccount, session: caller.role === undefined ? undefined : rest.session };
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: Math.round(oneIn * 10), arbitrary: fc.constant(undefined) }, { weight: 10, arbitrary });
}

/** A request that nothing but one Allow statement's conditions stands in the way of. */
export function arbitraryConditionCase(): fc.Arbitrary<AccessCase> {
  const role = `arn:aws:iam::${home}:role/orders`;
  return fc
    .record({ context: arbitraryContext(), conditions: arbitraryConditions(2), caller: fc.constantFrom(...callers) })
    .map((given) => ({
      action: "sts:AssumeRole",
      resource: role,
      resourceAccount: home,
      caller: given.caller,
      context: given.context,
      identity: [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: role } }],
      boundary: undefined,
      session: undefined,
      resourcePolicy: {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", ...given.conditions },
      },
    }));
}

interface Words extends CaseOptions {
  readonly action: string;
  readonly resource: string;
}

function arbitraryDocument(words: Words, kind: "identity" | "trust" | "resource"): fc.Arbitrary<object> {
  return fc.record({
    Version: fc.oneof(
      { weight: 9, arbitrary: fc.constant("2012-10-17") },
      { weight: 1, arbitrary: fc.constant("2008-10-17") },
    ),
    Statement: fc.array(arbitraryStatement(words, kind), { minLength: 1, maxLength: 3 }),
  });
}

function arbitraryStatement(words: Words, kind: "identity" | "trust" | "resource"): fc.Arbitrary<object> {
  const parts: fc.Arbitrary<object>[] = [
    fc.constantFrom("Allow", "Allow", "Allow", "Allow", "Deny").map((effect) => ({ Effect: effect })),
    kind === "identity" ? fc.constant({}) : arbitraryPrincipal(),
    either("Action", scalarOrList(arbitraryActionPattern(words.action))),
    kind === "trust" ? fc.constant({}) : either("Resource", scalarOrList(arbitraryResourcePattern(words.resource))),
    arbitraryConditions(words.conditions),
  ];
  return fc.tuple(...parts).map((members) => Object.assign({}, ...members) as object);
}

function either(element: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc
    .tuple(fc.constantFrom("", "", "", "", "Not"), values)
    .map(([not, value]) => ({ [`${not}${element}`]: value }));
}

export function scalarOrList<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> {
  return fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 2, arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }) },
  );
}

function arbitraryActionPattern(action: string): fc.Arbitrary<string> {
  const [service = "", name = ""] = action.split(":");
  const patterns = [
    action,
    action,
    `${service}:*`,
    "*",
    `${service}:${name.slice(0, 3)}*`,
    `${service}:?${name.slice(1)}`,
  ];
  return fc.constantFrom(
    ...patterns,
    action.toUpperCase(),
    `${service}:*${name.slice(-4)}`,
    "ec2:Describe*",
    `${service}:Delete*`,
  );
}

function arbitraryResourcePattern(resource: string): fc.Arbitrary<string> {
  const last = /[^/:]*$/.exec(resource)?.[0] ?? "";
  const stem = resource.slice(0, resource.length - last.length);
  return fc.constantFrom(
    resource,
    resource,
    "*",
    `${stem}*`,
    `${stem}?${last.slice(1)}`,
    `${stem}*${last.slice(-2)}`,
    resource.replace("alice", "${aws:username}"),
    resource.replace("orders", "${aws:PrincipalTag/team}"),
    resource.replace("orders", "${aws:PrincipalTag/team, 'orders'}"),
    `${stem}\${*}`,
    `${resource}x`,
    `${stem}${"?".repeat(last.length)}`,
    resource.replace(home, "*"),
    resource.replace("arn:aws:", "arn:*:"),
    `${resource.split(":", 3).join(":")}:*`,
    resource.toUpperCase().replace(/^[^/]*/, (start) => start.toLowerCase()),
  );
}

function arbitraryPrincipal(): fc.Arbitrary<object> {
  const names = [...callers.flatMap(({ arn, role }) => (role === undefined ? [arn] : [arn, role])), home, abroad];
  const aws = fc.constantFrom(
    ...names,
    `arn:aws:iam::${home}:root`,
    `arn:aws:iam::${abroad}:root`,
    `arn:aws:iam::${abroad}:role/eks/node-b`,
  );
  return fc.oneof(
    { weight: 8, arbitrary: scalarOrList(aws).map((value) => ({ Principal: { AWS: value } })) },
    { weight: 1, arbitrary: fc.constant({ Principal: "*" }) },
    { weight: 1, arbitrary: fc.constant({ Principal: { AWS: "*" } }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("ec2", "lambda").map((name) => ({ Principal: { Service: `${name}.amazonaws.com` } })),
    },
    { weight: 1, arbitrary: aws.map((value) => ({ Principal: { AWS: value, Service: "ec2.amazonaws.com" } })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...callers).map((caller) => ({ NotPrincipal: { AWS: allNames(caller) } })),
    },
    { weight: 1, arbitrary: scalarOrList(aws).map((value) => ({ NotPrincipal: { AWS: value } })) },
  );
}

function allNames({ account, arn, role }: CaseCaller): string[] {
  return [arn, `arn:aws:iam::${account}:root`, ...(role === undefined ? [] : [role])];
}
