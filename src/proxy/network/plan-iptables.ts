// Compares what `iptables-save` prints with the rules that are wanted, and writes the smallest script that makes them so.
import { chainPrefix } from "./iptables-rules.ts";
import type { Jump, TableRules } from "./iptables-rules.ts";

export interface IptablesPlan {
  /** For `iptables-restore --noflush`. */
  readonly script: string;
  /** `moved`: all is there, but another program's rules come before it. */
  readonly cause: "missing" | "changed" | "moved";
}

/**
 * Absent when there is nothing to do. With no rules wanted, everything of ours is removed. Rules of others are neither
 * deleted nor written, whatever they say; each table is changed in one piece.
 */
export function planIptables(wanted: readonly TableRules[], saved: string): IptablesPlan | undefined {
  const present = readSaved(saved);
  const names = [...wanted.map(({ table }) => table as string), ...present.keys()];
  const plans = [...new Set(names)].flatMap((name) => {
    const rules = wanted.find(({ table }) => table === name);
    return planTable(rules?.chains ?? [], rules?.jumps ?? [], present.get(name) ?? new Map(), name) ?? [];
  });
  if (plans.length === 0) return undefined;
  const causes = plans.map(({ cause }) => cause);
  const cause = (["missing", "changed", "moved"] as const).find((candidate) => causes.includes(candidate)) ?? "changed";
  return { script: plans.map(({ script }) => script).join(""), cause };
}

/** Rules by chain, without `-A NAME` and without counters. */
type SavedTable = Map<string, string[]>;

function readSaved(saved: string): Map<string, SavedTable> {
  const tables = new Map<string, SavedTable>();
  let table: SavedTable = new Map();
  for (const line of saved.split("\n")) {
    const [, tableName, chainName, ruleChain, rule] =
      /^(?:\*(\S+)|:(\S+) .*|(?:\[\d+:\d+\] )?-A (\S+) (.*))$/.exec(line) ?? [];
    if (tableName !== undefined) tables.set(tableName, (table = new Map()));
    if (chainName !== undefined) table.set(chainName, []);
    if (ruleChain !== undefined) table.get(ruleChain)?.push(rule ?? "");
  }
  return tables;
}

function planTable(
  chains: TableRules["chains"],
  jumps: readonly Jump[],
  present: SavedTable,
  table: string,
): IptablesPlan | undefined {
  const written = chains.filter(({ name, rules }) => !isSame(present.get(name), rules));
  const stale = [...present.keys()].filter((name) => isOurs(name) && !chains.some((chain) => chain.name === name));
  const moves = [...present].filter(([name]) => !isOurs(name)).map(([name, rules]) => planJump(name, rules, jumps));
  const absent = jumps.filter(({ from }) => !present.has(from)).map(({ from, rule }) => `-I ${from} 1 ${rule}`);
  const lines = [
    ...[...written.map(({ name }) => name), ...stale].map((name) => `:${name} - [0:0]`),
    ...written.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}`)),
    ...moves.flatMap((move) => move.lines),
    ...absent,
    ...stale.map((name) => `-X ${name}`),
  ];
  if (lines.length === 0) return undefined;
  const isMissing = absent.length > 0 || written.some(({ name }) => !present.has(name));
  const causes = moves.map(({ cause }) => cause);
  const isChanged = written.length > 0 || stale.length > 0 || causes.includes("changed");
  const cause = isMissing || causes.includes("missing") ? "missing" : isChanged ? "changed" : "moved";
  return { script: `*${table}\n${lines.join("\n")}\nCOMMIT\n`, cause };
}

interface Move {
  readonly lines: readonly string[];
  readonly cause: IptablesPlan["cause"] | undefined;
}

/** The one jump that a chain of the kernel holds is to stand first, where no accept of others comes before it. */
function planJump(from: string, rules: readonly string[], jumps: readonly Jump[]): Move {
  const wanted = jumps.find((jump) => jump.from === from)?.rule;
  const ours = rules.filter(jumpsToUs);
  if (wanted === undefined ? ours.length === 0 : ours.length === 1 && rules[0] === wanted)
    return { lines: [], cause: undefined };
  const lines = ours.map((rule) => `-D ${from} ${rule}`);
  if (wanted === undefined) return { lines, cause: "changed" };
  const isMoved = ours.length === 1 && ours[0] === wanted;
  return {
    lines: [...lines, `-I ${from} 1 ${wanted}`],
    cause: isMoved ? "moved" : ours.length === 0 ? "missing" : "changed",
  };
}

function isOurs(chain: string): boolean {
  return chain.startsWith(chainPrefix);
}

function jumpsToUs(rule: string): boolean {
  return new RegExp(`(?:^| )-[jg] ${chainPrefix}\\S+$`).test(rule);
}

function isSame(present: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return present?.length === wanted.length && present.every((rule, position) => rule === wanted[position]);
}
