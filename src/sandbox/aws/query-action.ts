// What one action of a query API consists of, and what it is handed.
import type { Account } from "./account.ts";
import type { Act } from "./authorize.ts";
import type { AwsState } from "./create-aws-state.ts";
import type { KnownCaller } from "./create-credential-store.ts";
import type { XmlTree } from "./print-xml.ts";
import type { Parameters } from "./read-parameters.ts";

export interface QueryCall {
  readonly state: AwsState;
  readonly account: Account;
  readonly caller: KnownCaller;
  readonly parameters: Parameters;
}

export interface QueryAction {
  /** What the caller must be allowed, without its action when that is called like the operation; `undefined`: nothing. */
  readonly act: (call: QueryCall) => (Omit<Act, "action"> & { readonly action?: string }) | undefined;
  /** The content of the result element; nothing for actions that have none. */
  readonly run: (call: QueryCall) => XmlTree | void;
}

export type ActionTable = Readonly<Record<string, QueryAction>>;

/** For actions that are about no resource in particular. */
export function onEverything(): { readonly resource: string } {
  return { resource: "*" };
}

/** A date as AWS prints it: seconds, no fraction. */
export function printDate(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
