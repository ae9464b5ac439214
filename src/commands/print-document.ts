// Prints the document that a command was asked for in a form for programs: JSON, or the same as YAML.
import type { Context } from "../context.ts";
import { dangerous } from "../report/plain.ts";

export type DocumentForm = "json" | "yaml";

/** `json`: the text, whose members are the YAML's, too. */
export async function printDocument({ terminal }: Context, form: DocumentForm, json: string): Promise<void> {
  if (form === "json") return terminal.print(json);
  const { printSafeYaml } = await import("../yaml.ts");
  return terminal.print(printSafeYaml(JSON.parse(json), dangerous));
}
