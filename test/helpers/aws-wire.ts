// Answers in the words of AWS's query protocol, for tests of what the SDK makes of them.
import { connectAccount } from "../../src/aws/connect-account.ts";
import type { Answered, Asked } from "./http-server.ts";
import { serve } from "./http-server.ts";

/** Credentials that mean nothing; the SDK looks for them in the environment. */
export function pretendToBeSignedIn(): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "very-secret",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nowhere/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
  });
}

export const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

export function failure(status: number, code: string, message: string): Answered {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, body };
}

/** The action asked for, and its parameters. */
export function action({ body }: Asked): { name: string; parameters: URLSearchParams } {
  const parameters = new URLSearchParams(body);
  return { name: parameters.get("Action") ?? "", parameters };
}

/** An account that knows who calls, and answers everything else as the test says. */
export async function account(answer: (asked: Asked) => Answered) {
  const server = await serve((asked) =>
    action(asked).name === "GetCallerIdentity" ? { body: identity } : answer(asked),
  );
  return { ...server, account: connectAccount({ endpoint: server.url, region: "eu-west-1" }) };
}
