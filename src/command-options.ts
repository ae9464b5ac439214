// What each command is told: the values of its arguments and flags, after parsing.
import type { AuditOptions, RulesOptions, WhoCanOptions, WhyOptions } from "./audit-options.ts";
import type { GrantRequest } from "./plan/grant-request.ts";
import type { SetUpWish } from "./deploy/set-up-wish.ts";
import type { CommandWithNeeds } from "./permissions/commands-with-needs.ts";

export type * from "./audit-options.ts";

/** Which cluster and which account; given on any command, as kubectl and aws call them. */
export interface ConnectionOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly profile?: string;
  readonly region?: string;
}

export interface GlobalOptions extends ConnectionOptions {
  readonly namespace?: string;
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly verbose: boolean;
}

/** How a command that changes something is to go about it. */
export interface ChangeOptions {
  /** Apply without asking. */
  readonly yes: boolean;
  /** Print the plan and stop. */
  readonly dryRun: boolean;
  /** Print the plan and stop, with exit code 3 when there is something to do. */
  readonly check: boolean;
  readonly output: "text" | "json";
}

/** Whether to wait for pods to be replaced, and for how long. */
export interface WaitOptions {
  readonly wait: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface InitOptions extends Omit<ChangeOptions, "output">, SetUpWish {
  /** `manifests`: the proxy's plain YAML on stdout, and nothing is changed. */
  readonly output: "text" | "json" | "manifests";
  /** ARNs of node roles to use instead of those discovered. */
  readonly nodeRole: readonly string[];
}

export interface NodesOptions {
  readonly output: "table" | "json" | "yaml";
}

export interface GrantOptions
  extends ChangeOptions, Partial<Pick<GrantRequest, "service" | "role">>, Omit<GrantRequest, "service" | "role"> {
  /** A file of grants, in place of `service` and `role`. */
  readonly filename?: string;
  /** Let node roles tag the pods' sessions; as the cluster's proxies do, when absent. */
  readonly sessionTags?: boolean;
  /** Change roles and workloads although another tool keeps them. */
  readonly overrideOwner: boolean;
  /** Print what to add to the role's source, and change nothing. */
  readonly emit?: "terraform" | "cloudformation" | "json";
  /** ARNs of node roles to admit instead of those discovered. */
  readonly nodeRole: readonly string[];
  readonly prefix: string;
  /** Wait for the rollout and verify. */
  readonly wait: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface RevokeOptions extends ChangeOptions {
  readonly service: string;
  readonly namespace?: string;
  readonly prefix: string;
  readonly wait: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface UndoOptions extends ChangeOptions, WaitOptions {
  /** Of a run in the journal; the latest when absent. */
  readonly id?: string;
}

export interface ApplyOptions extends ChangeOptions, WaitOptions {
  /** A plan that was saved with `-o json`; `-` for stdin. */
  readonly file?: string;
  /** The run to go on with; true for the latest that was cut short. */
  readonly resume?: string | true;
}

export interface UninstallOptions extends ChangeOptions, WaitOptions {}

export interface StatusOptions {
  readonly prefix: string;
  readonly output: "table" | "json" | "yaml";
  /** Exit with 3 when something differs from the plan. */
  readonly check: boolean;
}

export interface HistoryOptions {
  /** One run, with its steps; all runs when absent. */
  readonly id?: string;
  readonly output: "text" | "json" | "yaml";
}

export interface PermissionsOptions {
  /** Everything that a person types when absent. */
  readonly command?: CommandWithNeeds;
  readonly output: "iam" | "rbac";
  /** 12 digits; the caller's own when absent. */
  readonly account?: string;
  /** ARNs of node roles to hold changes to; every role when empty. */
  readonly nodeRole: readonly string[];
  readonly prefix: string;
}

/** As typed, by name in camelCase: the proxy reads them all itself, to tell every fault in them at once. */
export type ProxyOptions = Readonly<Record<string, string | boolean | undefined>>;

export interface SandboxOptions {
  /** A name in `templates/sandbox`, or a path; the default scenario when absent. */
  readonly scenario?: string;
  /** Runs with the sandbox's environment; without it the sandbox stays up. */
  readonly command: readonly string[];
}

export interface DemoOptions {
  /** Leave the sandbox up when the story is told. */
  readonly keep: boolean;
}

/** The options of every command by its name; the command's own function bears the same name. */
export interface OptionsOf {
  readonly init: InitOptions;
  readonly nodes: NodesOptions;
  readonly grant: GrantOptions;
  readonly revoke: RevokeOptions;
  readonly audit: AuditOptions;
  readonly why: WhyOptions;
  readonly whoCan: WhoCanOptions;
  readonly undo: UndoOptions;
  readonly apply: ApplyOptions;
  readonly uninstall: UninstallOptions;
  readonly history: HistoryOptions;
  readonly status: StatusOptions;
  readonly permissions: PermissionsOptions;
  readonly rules: RulesOptions;
  readonly proxy: ProxyOptions;
  readonly sandbox: SandboxOptions;
  readonly demo: DemoOptions;
}
