// The command `grant`, whose flags are many: who is granted what, how the trust policy says it, and where it is written.
import { Option, type Command } from "commander";
import type * as Options from "../command-options.ts";
import type { Bodies } from "./bodies.ts";
import { addChangeFlags, addWaitFlags, asking, globalsOf, namespaceOf, prefixFlag, strictly } from "./flags.ts";
import { parseTag } from "./parse-flag.ts";

export function addGrant(program: Command, bodies: Bodies): void {
  const grant = program
    .command("grant")
    .description("let a service's pods, and only them, hold a role")
    .argument("[service]", "workload: api, deployment/api, or service/api for what a Service selects")
    .argument("[role]", "role: name, path/name or ARN")
    .option("-f, --filename <file>", "grants to plan together, in place of SERVICE and ROLE")
    .addOption(
      new Option("--node-role <arn...>", "node roles to admit").default([], "those found in cluster and account"),
    )
    .option("--external-id <id>", "external id to send, and to require of node roles that the grant admits")
    .option("--session-tags", "let the node roles tag the pods' sessions (default: where the cluster's proxy does)")
    .option("--no-session-tags", "do not, whatever the proxy does")
    .option("--session-name <name>", "name of the pods' sessions, as CloudTrail shows it")
    .addOption(prefixFlag());
  addTrustFlags(grant);
  addNewRoleFlags(grant);
  addSourceFlags(grant);
  addChangeFlags(addWaitFlags(grant)).action(
    async (service: string | undefined, role: string | undefined, flags: Flags, command: Command) => {
      refuseHalves(command, service, role, flags);
      const named = { ...(service !== undefined && { service }), ...(role !== undefined && { role }) };
      await bodies.grant({ ...defaults, ...flags, ...namespaceOf(command), ...named }, globalsOf(command));
    },
  );
}

/** What commander leaves out when it is not given. */
type Flags = Omit<Options.GrantOptions, keyof typeof defaults>;

const defaults = { ...asking, overrideOwner: false, createRole: false } as const;

function addTrustFlags(grant: Command): void {
  grant
    .addOption(
      new Option("--trust <form>", "how the trust policy tells node roles (default: as it does, else exact)").choices([
        "exact",
        "pattern",
        "tag",
      ]),
    )
    .addOption(
      new Option("--node-pattern <pattern...>", "what node roles' names or ARNs match, with * and ?").default(
        [],
        "the node roles' ARNs",
      ),
    )
    .option(
      "--node-tag <key=value>",
      "tag that node roles have (default: one that names the cluster)",
      strictly(parseTag, "KEY=VALUE"),
    )
    .addOption(
      new Option("--emit <form>", "print what to add to the role's source, and change nothing").choices([
        "terraform",
        "cloudformation",
        "json",
      ]),
    )
    .option(
      "--override-owner",
      "change roles and workloads although Terraform, Helm, Argo CD or another tool keeps them",
    );
}

function addNewRoleFlags(grant: Command): void {
  grant
    .option("--create-role", "make the role under the prefix when it is not there")
    .addOption(
      new Option(
        "--policy <arn-or-file...>",
        "what the role may do: managed policies, or files of policy documents",
      ).default([], "nothing"),
    )
    .option("--boundary <arn>", "permissions boundary of a new role");
}

function addSourceFlags(grant: Command): void {
  grant
    .addOption(
      new Option("--manifest <file...>", "manifests to annotate, in place of the cluster's object").default([], "none"),
    )
    .option("--values <file>", "Helm values to annotate, in place of the cluster's object")
    .addOption(new Option("--path <path>", "map of pod annotations in the values").default("podAnnotations"));
}

function refuseHalves(
  command: Command,
  service: string | undefined,
  role: string | undefined,
  { filename, manifest, values, emit }: Flags,
): void {
  if (filename !== undefined && service !== undefined) {
    command.error("error: name a SERVICE and a ROLE, or a file of grants with --filename, not both");
  }
  if (filename === undefined && role === undefined) {
    command.error("error: name a SERVICE and a ROLE, or a file of grants with --filename");
  }
  if (manifest.length > 0 && values !== undefined) {
    command.error("error: --manifest and --values exclude each other: the annotation is set in one place");
  }
  if (filename !== undefined && (manifest.length > 0 || values !== undefined || emit !== undefined)) {
    command.error(
      "error: --manifest, --values and --emit are for a single grant; a file of grants names its own manifests and values",
    );
  }
}
