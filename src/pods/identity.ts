// Who a pod is to AWS: the role it holds, and all that its session is opened with.
import type { RoleArn } from "../iam/arn.ts";
import type { SessionTags } from "./session-tags.ts";

/** Everything that makes two pods' credentials interchangeable, and nothing else. */
export interface Identity {
  readonly role: RoleArn;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly sessionSeconds: number;
  readonly tags?: SessionTags | undefined;
}
