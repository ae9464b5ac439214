// What `iptables-restore --noflush` does to tables, as far as our scripts use it; whatever else they say is an error.

/** Rules by chain, by table. */
export type Tables = Map<string, Map<string, string[]>>;

export function readTables(saved: string): Tables {
  const tables: Tables = new Map();
  let table = new Map<string, string[]>();
  for (const line of saved.split("\n")) {
    const [, name, chain, of, rule] = /^(?:\*(\S+)|:(\S+) .*|(?:\[\d+:\d+\] )?-A (\S+) (.*))$/.exec(line) ?? [];
    if (name !== undefined) tables.set(name, (table = new Map()));
    if (chain !== undefined) table.set(chain, []);
    if (of !== undefined) table.get(of)?.push(rule ?? "");
  }
  return tables;
}

export function printSaved(tables: Tables): string {
  return [...tables].map(([name, chains]) => `*${name}\n${printChains(chains)}COMMIT\n`).join("");
}

function printChains(chains: ReadonlyMap<string, readonly string[]>): string {
  const names = [...chains.keys()].map((name) => `:${name} - [0:0]\n`);
  const rules = [...chains].flatMap(([name, of]) => of.map((rule) => `-A ${name} ${rule}\n`));
  return [...names, ...rules].join("");
}

const kernelChains = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

/** Fails where the real program would: a table is then left as it was. */
export function applyScript(before: Tables, script: string): Tables {
  const tables: Tables = new Map([...before].map(([name, chains]) => [name, copy(chains)]));
  let table = new Map<string, string[]>();
  for (const line of script.split("\n").filter(Boolean)) {
    const [word = "", ...rest] = line.split(" ");
    const [chain = "", text] = [rest[0], rest.slice(1).join(" ")];
    if (word.startsWith("*")) tables.set(word.slice(1), (table = openTable(tables.get(word.slice(1)))));
    else if (word.startsWith(":")) table.set(word.slice(1), []);
    else if (word === "-A") rulesOf(table, chain).push(text);
    else if (word === "-I") rulesOf(table, chain).unshift(text.replace(/^1 /, ""));
    else if (word === "-D") remove(rulesOf(table, chain), text);
    else if (word === "-X") removeChain(table, chain);
    else if (word !== "COMMIT") throw new Error(`What is ${line}?`);
  }
  return tables;
}

function copy(chains: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  return new Map([...chains].map(([name, rules]) => [name, [...rules]]));
}

/** A table comes into being with the chains of the kernel. */
function openTable(chains?: Map<string, string[]>): Map<string, string[]> {
  return chains ?? new Map(kernelChains.map((name) => [name, []]));
}

function rulesOf(table: ReadonlyMap<string, string[]>, chain: string): string[] {
  const rules = table.get(chain);
  if (rules === undefined) throw new Error(`There is no chain ${chain}`);
  return rules;
}

function remove(rules: string[], rule: string): void {
  const at = rules.indexOf(rule);
  if (at === -1) throw new Error(`There is no rule ${rule}`);
  rules.splice(at, 1);
}

function removeChain(table: Map<string, string[]>, chain: string): void {
  const users = [...table.values()].flat().filter((rule) => new RegExp(` ?-[jg] ${chain}$`).test(rule));
  if (users.length > 0 || rulesOf(table, chain).length > 0) throw new Error(`Chain ${chain} is in use`);
  table.delete(chain);
}
