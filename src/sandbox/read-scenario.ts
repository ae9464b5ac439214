// Reads a scenario from templates/sandbox or from any YAML file, and refuses one that could not be a real account.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkSchema } from "../check-schema.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { findPackageFolder } from "../package-folder.ts";
import { parseYaml } from "../yaml.ts";
import { findScenarioContradiction } from "./find-scenario-contradiction.ts";
import type { AwsScenario, Scenario } from "./scenario.ts";

/** `name` is that of a bundled scenario (`default`) or the path of a file; a bundled one wins over a file of the same name. */
export function readScenario(name = "default"): Scenario {
  const bundled = join(scenarioFolder(), `${name}.yaml`);
  const file = /^[\w-]+$/.test(name) && existsSync(bundled) ? bundled : name;
  return parseScenario(readText(file, name), file === bundled ? basename(file) : file);
}

/** The names of the bundled scenarios. */
export function listScenarios(): string[] {
  const files = readdirSync(scenarioFolder()).filter((file) => file.endsWith(".yaml"));
  return files.map((file) => basename(file, ".yaml")).toSorted();
}

/** `file` is named in errors. */
export function parseScenario(text: string, file: string): Scenario {
  const value = parseYaml(text, file);
  const [misshapen] = checkSchema(scenarioSchema(), value);
  if (misshapen !== undefined) throw wrongScenario(file, misshapen);
  const { aws, ...rest } = value as Omit<Scenario, "aws"> & { aws: Partial<AwsScenario> & RequiredLists };
  const scenario = { ...rest, aws: { ...absentLists, ...aws } };
  const contradiction = findScenarioContradiction(scenario);
  if (contradiction !== undefined) throw wrongScenario(file, contradiction);
  return scenario;
}

type RequiredLists = Pick<AwsScenario, "account" | "region" | "operator" | "users" | "roles">;

const absentLists = { policies: [], instanceProfiles: [], clusters: [], instances: [], buckets: [] };

function scenarioSchema(): object {
  return JSON.parse(readFileSync(join(findPackageFolder(), "templates", "schemas", "scenario.json"), "utf8")) as object;
}

function scenarioFolder(): string {
  return join(findPackageFolder(), "templates", "sandbox");
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new IamctlError(`The scenario ${name} is neither bundled nor a file that can be read.`, {
      hint: `Bundled scenarios: ${listScenarios().join(", ")}`,
      exitCode: exitCodes.usage,
      cause,
    });
  }
}

function wrongScenario(file: string, problem: string): IamctlError {
  return new IamctlError(`The scenario ${file} cannot be used: ${problem}.`, { exitCode: exitCodes.usage });
}
