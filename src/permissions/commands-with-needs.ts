// The commands, and flags of commands, that `iamctl permissions` knows: names alone, so that help needs nothing else.

/** What a person types; the proxy runs as the node. */
export const operatorCommands = [
  "init",
  "nodes",
  "grant",
  "revoke",
  "undo",
  "apply",
  "uninstall",
  "status",
  "audit",
  "why",
  "who-can",
] as const;

/** What a flag needs beside its command: `grant --create-role`, `init --inline`, `proxy --startup-taint`. Nobody has it but for the asking. */
export const flagsWithNeeds = ["create-role", "inline", "startup-taint"] as const;

export const commandsWithNeeds = [...operatorCommands, "proxy", ...flagsWithNeeds] as const;

export type CommandWithNeeds = (typeof commandsWithNeeds)[number];
