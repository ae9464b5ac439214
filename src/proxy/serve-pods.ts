// Puts together what answers pods: their tokens, what they may read, and how much they may ask.
import { randomBytes } from "node:crypto";
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import { createAnswerRequest } from "./answer-request.ts";
import type { AnswerOptions, AnswerRequest } from "./answer-request.ts";
import { keepTokenKey } from "./keep-token-key.ts";
import { createCallerLimits } from "./limit-callers.ts";
import type { CallerLimits } from "./limit-callers.ts";
import { createPassThrough } from "./pass-through.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { ProxySettings } from "./settings.ts";
import { createTokens } from "./tokens.ts";

export interface PodService {
  readonly answer: AnswerRequest;
  readonly limits: CallerLimits;
}

export interface PodServiceOptions extends Omit<AnswerOptions, "check" | "passThrough" | "allowed" | "limits"> {
  readonly settings: Pick<ProxySettings, "requests" | "tokens">;
  readonly metadata: ReadMetadata;
}

/** How often a pod may make the real service be asked, which takes some 1,000 packets a second from the whole node. */
const documentsPerSecond = 10;

/** Fails when the key of the tokens cannot be kept where it is to be. */
export async function servePods({ settings, metadata, ...rest }: PodServiceOptions): Promise<PodService> {
  const { allowed, tokenKeyFile, requestsPerSecond, connectionsPerPod } = settings.requests;
  const { now } = rest;
  const key = tokenKeyFile === undefined ? randomBytes(32) : await keepTokenKey(tokenKeyFile, randomBytes);
  const tokens = createTokens({ key, now, randomBytes });
  const limits = createCallerLimits({ requestsPerSecond, connectionsPerPod, now });
  const mayRead = createRateLimit({ perSecond: documentsPerSecond, now }).take;
  const answer = createAnswerRequest({
    ...{ ...rest, allowed, limits },
    check: { tokens, required: settings.tokens === "required", now },
    passThrough: createPassThrough({ metadata, now, mayRead }),
  });
  return { answer, limits };
}
