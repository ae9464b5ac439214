// Makes moto judge what whoever signs may do, which it does only when asked: https://docs.getmoto.org/en/latest/docs/iam.html
import { IAM } from "@aws-sdk/client-iam";
import type { World } from "./world.ts";

export interface Person {
  /** To sign as this person. */
  readonly env: Readonly<Record<string, string>>;
  /** The one policy that the person has from now on, and that moto holds everybody to. */
  permit(document: object): Promise<void>;
}

/** Until `stop`, everybody in the world's account is held to policies. */
export async function enforceIam(
  { awsUrl, env }: World,
  UserName: string,
): Promise<Person & { readonly stop: () => Promise<void> }> {
  const credentials = { accessKeyId: "AKIALOADER", secretAccessKey: "any" };
  const iam = new IAM({ endpoint: awsUrl, region: env["AWS_REGION"] ?? "", credentials });
  await iam.createUser({ UserName });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return {
    env: {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "",
    },
    async permit(document) {
      await letFree(awsUrl, Infinity);
      await iam.putUserPolicy({ UserName, PolicyName: "least", PolicyDocument: JSON.stringify(document) });
      await letFree(awsUrl, 0);
    },
    stop: async () => letFree(awsUrl, Infinity),
  };
}

/** How many calls are not judged yet. */
async function letFree(awsUrl: string, calls: number): Promise<void> {
  const body = calls === Infinity ? "inf" : String(calls);
  const { status } = await fetch(`${awsUrl}/moto-api/reset-auth`, { method: "POST", body });
  if (status !== 200) throw new Error(`moto: ${status}`);
}
