// Starts moto, an AWS that nobody here wrote: https://docs.getmoto.org/en/latest/docs/server_mode.html
import { join } from "node:path";
import type { AwsScenario } from "../../../src/sandbox/scenario.ts";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { findPrograms } from "./peer-programs.ts";
import { startProgram } from "./start-program.ts";

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

export interface MotoOptions {
  /** Every caller is in its account. */
  readonly scenario: AwsScenario;
  /** What its EKS clusters say their endpoint is. */
  readonly clusterEndpoint: string;
}

export async function startMoto({ scenario, clusterEndpoint }: MotoOptions): Promise<Moto> {
  const script = join(findPackageFolder(), "test/peers/moto/serve.py");
  const words = [script, clusterEndpoint, attachedArns(scenario).join(), "-H", "127.0.0.1", "-p", "0"];
  const env = {
    MOTO_ACCOUNT_ID: scenario.account,
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
  const moto = await startProgram(findPrograms().python, words, { name: "moto", env });
  try {
    const url = await moto.until(() => /Running on (http:\S+)\s/.exec(moto.output())?.[1]);
    return { url, stop: () => moto.stop() };
  } catch (error) {
    await moto.stop();
    throw error;
  }
}

function attachedArns({ roles, users }: AwsScenario): readonly string[] {
  return [...new Set([...roles, ...users].flatMap(({ attached = [] }) => attached))];
}
