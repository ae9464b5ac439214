// Who is calling, in which account, partition and region.
import { parseArn } from "../iam/arn.ts";
import type { Clients } from "./open-clients.ts";

export interface AccountIdentity {
  readonly account: string;
  readonly partition: string;
  /** Of the caller: a user or an assumed role. */
  readonly arn: string;
  readonly region: string;
}

/** STS answers this to every caller with valid credentials, whatever their policies. */
export function readIdentity(clients: Clients): Promise<AccountIdentity> {
  return clients.run({ action: "sts:GetCallerIdentity", resource: "*" }, async () => {
    const sts = await clients.sts();
    const answer = await sts.getCallerIdentity({});
    const arn = answer.Arn ?? "";
    return {
      account: answer.Account ?? "",
      partition: parseArn(arn)?.partition ?? "aws",
      arn,
      region: await sts.config.region(),
    };
  });
}
