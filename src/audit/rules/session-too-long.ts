// Rule session-too-long: a session length that STS will refuse.
import { hitsWhereBroken, type Rule } from "../rule.ts";

export const sessionTooLong: Rule = {
  id: "session-too-long",
  severity: "medium",
  confidence: "high",
  title: "the session asked for is longer than the role allows",
  explanation: "STS refuses a session that is longer than the role's maximum, so the pod gets no credentials.",
  find: (judged) => hitsWhereBroken(judged, ["session-too-long"]),
};
