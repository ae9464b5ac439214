// Reads the state of a world with clients that are not iamctl's, in a form that can be compared before and after.
import { type GetAccountAuthorizationDetailsResponse, IAM } from "@aws-sdk/client-iam";
import type { KubeObject } from "./kube-client.ts";
import type { World } from "./world.ts";

export interface RoleState {
  /** As it was written, byte for byte. */
  readonly trust: string;
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs in alphabetical order. */
  readonly attached: readonly string[];
}

export interface WorldState {
  readonly roles: Readonly<Record<string, RoleState>>;
  /** Documents of the customer managed policies by ARN. */
  readonly policies: Readonly<Record<string, readonly string[]>>;
  /** Pod templates by `kind namespace/name`. */
  readonly templates: Readonly<Record<string, unknown>>;
}

export async function readWorld(world: World): Promise<WorldState> {
  const [account, templates] = await Promise.all([readAccount(world), readTemplates(world)]);
  return { ...account, templates };
}

async function readAccount(world: World): Promise<Omit<WorldState, "templates">> {
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  const iam = openIam(world);
  let Marker: string | undefined;
  do {
    const page = await iam.getAccountAuthorizationDetails({ Filter: ["Role", "LocalManagedPolicy"], Marker });
    pages.push(page);
    Marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (Marker !== undefined);
  return {
    roles: Object.fromEntries(
      pages.flatMap(({ RoleDetailList = [] }) =>
        RoleDetailList.map((role) => [
          role.Arn ?? "",
          {
            trust: decode(role.AssumeRolePolicyDocument),
            inline: Object.fromEntries(
              (role.RolePolicyList ?? []).map((policy) => [policy.PolicyName, decode(policy.PolicyDocument)]),
            ),
            attached: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? "").toSorted(),
          },
        ]),
      ),
    ),
    policies: Object.fromEntries(
      pages.flatMap(({ Policies = [] }) =>
        Policies.map(({ Arn = "", PolicyVersionList = [] }) => [
          Arn,
          PolicyVersionList.map(({ Document }) => decode(Document)),
        ]),
      ),
    ),
  };
}

const templateLists = [
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/statefulsets",
  "/apis/apps/v1/daemonsets",
  "/apis/batch/v1/cronjobs",
];

async function readTemplates({ kube }: World): Promise<Readonly<Record<string, unknown>>> {
  const lists = await Promise.all(templateLists.map(async (path) => kube.list(path)));
  return Object.fromEntries(
    lists.flatMap((items, index) =>
      items.map((item) => {
        const plural = templateLists[index]?.split("/").at(-1);
        return [`${plural} ${item.metadata.namespace}/${item.metadata.name}`, templateOf(item)];
      }),
    ),
  );
}

function templateOf({ spec }: KubeObject): unknown {
  const run = spec?.["jobTemplate"] as { readonly spec?: { readonly template?: unknown } } | undefined;
  return run?.spec?.template ?? spec?.["template"];
}

function openIam({ awsUrl: endpoint, env }: World): IAM {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_REGION: region = "" } = env;
  return new IAM({
    endpoint,
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
}

function decode(document: string | undefined): string {
  return decodeURIComponent(document ?? "");
}
