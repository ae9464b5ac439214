// Link 7: the session that the proxy asks for is one that STS grants to a node.
import type { Identity } from "../pods/decide-role.ts";
import type { LinkVerdict } from "./link.ts";
import type { RoleFacts } from "./role-facts.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: 900 seconds up to the role's maximum. */
const shortest = 900;
/** The node asks with a role's credentials, and one role's session that opens another lasts an hour at most, whatever
 * the role's maximum: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const longestChained = 3600;

export function judgeDuration(facts: RoleFacts, identity: Identity): LinkVerdict {
  const { sessionSeconds } = identity;
  const longest = Math.min(facts.maxSessionSeconds, longestChained);
  if (sessionSeconds >= shortest && sessionSeconds <= longest) {
    return { kind: "holds", evidence: `${sessionSeconds} s asked, ${longest} s allowed` };
  }
  return {
    kind: "broken",
    reason: "session-too-long",
    explanation: `sessions of ${sessionSeconds} s are asked for; a node gets ${shortest} to ${longest} s`,
    fix: { text: `Start the proxy with --session-seconds ${longest}.` },
  };
}
