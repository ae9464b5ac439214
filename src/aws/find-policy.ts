// Looks whether there is a managed policy of an ARN, AWS's own included.
import type { Clients } from "./open-clients.ts";

/** Throws NotPermitted where it may not be read. */
export async function findPolicy(clients: Clients, arn: string): Promise<"found" | "absent"> {
  const iam = await clients.iam();
  const answer = await clients.find({ action: "iam:GetPolicy", resource: arn }, () =>
    iam.getPolicy({ PolicyArn: arn }),
  );
  return answer?.Policy === undefined ? "absent" : "found";
}
