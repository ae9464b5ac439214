// Link 7: the session that the proxy asks for is no longer than the role allows.
import type { Identity } from "../pods/identity.ts";
import type { LinkVerdict } from "./link.ts";
import type { RoleFacts } from "./role-facts.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: 900 seconds up to the role's maximum. */
const shortestSession = 900;

/**
 * The hour of role chaining is no obstacle: AWS's guide does not count an instance's own role as chained, field reports
 * say otherwise, and the proxy asks for an hour when STS refuses more.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function judgeDuration(facts: RoleFacts, identity: Identity): LinkVerdict {
  const { sessionSeconds } = identity;
  if (sessionSeconds >= shortestSession && sessionSeconds <= facts.maxSessionSeconds) {
    return { kind: "holds", evidence: `${sessionSeconds} s asked, ${facts.maxSessionSeconds} s allowed` };
  }
  return {
    kind: "broken",
    reason: "session-too-long",
    explanation: `sessions of ${sessionSeconds} s are asked for; the role allows ${shortestSession} to ${facts.maxSessionSeconds} s`,
    fix: { text: `Start the proxy with --session-seconds ${facts.maxSessionSeconds} or less.` },
  };
}
