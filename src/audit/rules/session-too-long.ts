// Rule P14 session-too-long: a session length that STS will refuse.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const sessionTooLong: Rule = {
  id: "P14",
  name: "session-too-long",
  severity: "medium",
  confidence: "high",
  reads: ["workloads", "roles"],
  title: "the session asked for is longer than the role allows",
  explanation: "STS refuses a session that is longer than the role's maximum, so the pod gets no credentials.",
  remedy: "Ask for a shorter session, or raise the role's maximum.",
  references: ["https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"],
  find: (judged) => hitsWhereBroken(judged, ["session-too-long"]),
};
