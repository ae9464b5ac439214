// Whatever a person can type is either told what it must be permitted, or calls neither AWS nor a cluster.
import test from "ava";
import { commandNeeds, operatorCommands } from "../../src/permissions/command-needs.ts";
import { commandNames } from "../helpers/program.ts";

/** `permissions` asks STS who calls, which needs no right; `sandbox` and `demo` call only what they started. */
const callsNothing = ["history", "rules", "permissions", "sandbox", "demo"];
/** What a flag of a command needs beside the command itself. */
const extras = ["create-role"];

test("every command has its needs, or calls nothing", (t) => {
  const withNeeds = [...operatorCommands, "proxy"];
  t.deepEqual(Object.keys(commandNeeds).toSorted(), [...withNeeds, ...extras].toSorted());
  t.deepEqual(commandNames().toSorted(), [...withNeeds, ...callsNothing].toSorted());
});
