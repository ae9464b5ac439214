// Reads the labelled worlds of test/corpus, each a cluster and an account in their own terms, and makes snapshots of them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lookUpRoles } from "../../src/access/look-up-roles.ts";
import { settingsOfProxies } from "../../src/access/proxy-settings.ts";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import { rolesToLookUp } from "../../src/access/roles-to-look-up.ts";
import type { NodeRecord, Snapshot } from "../../src/access/snapshot.ts";
import { type ApiObject, takeInventory } from "../../src/access/take-inventory.ts";
import { parseRoleArn, roleParts } from "../../src/iam/arn.ts";
import type { MetadataOptions } from "../../src/nodes/node-source.ts";
import { parsePolicy } from "../../src/iam/policy-document.ts";
import type { PolicySource } from "../../src/iam/evaluate.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import type { EksFacts } from "../../src/access/account-facts.ts";
import { parseYaml, parseYamlDocuments } from "../../src/yaml.ts";
import { accountId } from "./build.ts";

/** Only `title` is needed: a world without more is two nodes with a role each, and nothing on them. */
export interface CorpusWorld {
  readonly file: string;
  readonly title: string;
  /** Every finding that the audit must make, as `T02 shop/deployment/api`; any other is a false one. */
  readonly finds: readonly string[];
  /** The weight of a finding where it is not the rule's own. */
  readonly weighs: Readonly<Record<string, string>>;
  /** Findings that somebody careless would make: named so that a reader sees what the world is about. */
  readonly not: readonly string[];
  readonly snapshot: Snapshot;
  /** Other accounts of the house. */
  readonly accounts: readonly string[];
}

interface WrittenWorld {
  readonly title: string;
  readonly finds?: readonly string[];
  readonly not?: readonly string[];
  readonly weighs?: Readonly<Record<string, string>>;
  readonly nodes?: readonly WrittenNode[];
  /** Objects as they arrive on the wire; the namespace is `shop` where none is named. */
  readonly cluster?: readonly ApiObject[];
  readonly roles?: readonly WrittenRole[];
  readonly eks?: Partial<EksFacts>;
  readonly oidcIssuers?: readonly string[];
  readonly prefix?: string;
  readonly account?: string;
  readonly partition?: string;
  readonly accounts?: readonly string[];
  /** Roles that IAM does not let us read, by name. */
  readonly unread?: readonly string[];
  /** Calls that were refused: `list pods`. */
  readonly refused?: readonly string[];
  /** Facts that this snapshot lacks. */
  readonly without?: readonly (keyof Snapshot)[];
}

type WrittenNode = Partial<Omit<NodeRecord, "role" | "metadata">> & {
  readonly role?: string;
  readonly metadata?: Partial<MetadataOptions>;
  /** What neither the cluster nor EC2 tells of it: a node without an instance is a machine of one's own. */
  readonly untold?: readonly "instanceId"[];
};

interface WrittenRole {
  readonly name: string;
  /** `/pods/` when absent. */
  readonly path?: string;
  /** Principals that are simply trusted, or the whole document; both node roles when absent. */
  readonly trust?: string | readonly string[] | object;
  /** Statements of an inline policy. */
  readonly allow?: object | readonly object[];
  /** More inline policies by name. */
  readonly policies?: Readonly<Record<string, object | readonly object[]>>;
  readonly boundary?: object | readonly object[];
  readonly attached?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly maxSession?: number;
  readonly created?: number;
  readonly lastUsed?: number | "never";
  /** What the source of the roles does not tell. */
  readonly untold?: readonly ("created" | "lastUsed")[];
}

export const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const takenAt = 1_790_000_000;

export function readCorpus(): readonly CorpusWorld[] {
  const folder = join(findPackageFolder(), "test/corpus");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .toSorted()
    .flatMap((file) =>
      parseYamlDocuments(readFileSync(join(folder, file), "utf8"), file).map((document) => {
        const written = document as WrittenWorld;
        const { title, finds = [], not = [], weighs = {}, accounts = [] } = written;
        return { file, title, finds, not, weighs, accounts, snapshot: toSnapshot(written) };
      }),
    );
}

function toSnapshot(written: WrittenWorld): Snapshot {
  const { account = accountId, partition = "aws", prefix = "/pods/" } = written;
  const place = { account, partition };
  const toRole = (role: WrittenRole): RoleFacts => readRole(role, place);
  const ownRoles = (written.roles ?? []).map(toRole);
  const nodeFacts = nodeRoleNames
    .filter((name) => !ownRoles.some(({ arn }) => roleParts(arn).name === name))
    .map((name) => toRole({ name, path: "/", trust: serviceTrust("ec2.amazonaws.com") }));
  const accountRoles = [...nodeFacts, ...ownRoles];
  const nodes = (written.nodes ?? nodeRoleNames.map((role): WrittenNode => ({ name: `ip-${role}`, role }))).map(
    (node, index): NodeRecord => {
      const { untold = [], ...told } = node;
      const facts = accountRoles.find(({ arn }) => roleParts(arn).name === node.role);
      const record: NodeRecord = {
        name: `node-${index}`,
        instanceId: `i-0000000000000000${index}`,
        labels: {},
        kind: "managed",
        windows: false,
        ...told,
        role: facts?.arn,
        metadata: {
          endpoint: "enabled",
          tokens: "required",
          hopLimit: 1,
          ipv6: "disabled",
          tags: "disabled",
          ...node.metadata,
        },
      };
      return untold.includes("instanceId") ? { ...record, instanceId: undefined } : record;
    },
  );
  const namedNodeRoles = [...new Set(nodes.flatMap(({ role }) => role ?? []))];
  const own = (written.cluster ?? []).map(withNamespace);
  const hasShop = own.some(({ kind, metadata }) => kind === "Namespace" && metadata?.name === "shop");
  const objects = hasShop ? own : [{ kind: "Namespace", metadata: { name: "shop" } }, ...own];
  const inventory = takeInventory(
    objects.map((object) => ({ object })),
    { parseYaml: (text) => parseYaml(text, "mapRoles"), parseTime: Date.parse },
  );
  const settings = settingsOfProxies(inventory.proxies, { prefix, ...place });
  const eks: EksFacts = { issuer, accessEntries: [], associations: [], ...written.eks };
  const wanted = rolesToLookUp({ ...inventory, eks, settings, nodeRoles: namedNodeRoles });
  const refused = new Set(written.unread);
  const readable = accountRoles.filter(({ arn }) => !refused.has(roleParts(arn).name));
  const unread = [...refused].map((subject) => ({ call: "iam:GetRole", subject, problem: "AccessDenied" }));
  const snapshot: Snapshot = {
    cluster: { name: "harbor-prod", region: "eu-west-1", ...place },
    settings,
    prefix,
    nodes,
    nodeRoles: namedNodeRoles.map((arn) => ({
      ...{ arn, sources: ["the corpus"], nodeCount: nodes.filter(({ role }) => role === arn).length },
      ...{ kinds: ["managed" as const], interception: { verdict: "yes" as const, why: "Linux on EC2" } },
    })),
    ...inventory,
    rbac: { roles: inventory.roles, bindings: inventory.bindings },
    roles: lookUpRoles(wanted, { roles: readable, unread }, account),
    coverage: (written.refused ?? []).map((call) => ({ call, subject: "the cluster", problem: "Forbidden" })),
    nodesUnread: [],
    takenAt,
    accountRoles: readable,
    eks,
    oidcIssuers: written.oidcIssuers ?? [issuer],
  };
  return omit(snapshot, written.without ?? []);
}

function omit<T extends object>(whole: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key))) as T;
}

const nodeRoleNames = ["nodes-general", "nodes-batch"];

function serviceTrust(service: string): object {
  return { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
}

function readRole(role: WrittenRole, { account, partition }: { account: string; partition: string }): RoleFacts {
  const { name, path = "/pods/" } = role;
  const arn = parseRoleArn(`arn:${partition}:iam::${account}:role${path}${name}`);
  if (arn === undefined) throw new Error(`the corpus names no role: ${path}${name}`);
  const nodes = nodeRoleNames.map((node) => `arn:${partition}:iam::${account}:role/${node}`);
  const inline = { ...(role.allow !== undefined && { permissions: role.allow }), ...role.policies };
  const facts: RoleFacts = {
    arn,
    id: "AROA".padEnd(21, name.toUpperCase().replaceAll(/[^A-Z]/g, "")).padEnd(21, "X"),
    trust: printTrust(role.trust ?? nodes),
    policies: Object.entries(inline).map(([policy, statements]) => toSource(`inline policy ${policy}`, statements)),
    attachedPolicyArns: role.attached ?? [],
    boundary: role.boundary === undefined ? undefined : toSource("boundary", role.boundary),
    maxSessionSeconds: role.maxSession ?? 3600,
    tags: role.tags ?? {},
    created: role.created ?? takenAt - 400 * 86_400,
    lastUsed: role.lastUsed ?? takenAt - 3600,
  };
  return omit(facts, role.untold ?? []);
}

function printTrust(trust: NonNullable<WrittenRole["trust"]>): string {
  if (typeof trust === "string") return trust;
  if (Array.isArray(trust) && trust.every((one) => typeof one === "string")) {
    return document([{ Effect: "Allow", Principal: { AWS: trust }, Action: "sts:AssumeRole" }]);
  }
  return "Statement" in trust ? JSON.stringify(trust) : document(trust);
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}

function toSource(name: string, statements: object): PolicySource {
  const text = "Statement" in statements ? JSON.stringify(statements) : document(statements);
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed") throw new Error(`${name}: ${parsed.problem}`);
  return { name, document: parsed.document };
}

const clusterKinds = new Set(["Namespace", "Node", "ClusterRole", "ClusterRoleBinding"]);

function withNamespace(object: ApiObject): ApiObject {
  if (clusterKinds.has(object.kind ?? "")) return object;
  return { ...object, metadata: { namespace: "shop", ...object.metadata } };
}
