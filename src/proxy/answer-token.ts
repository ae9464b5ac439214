// Answers the request for a session token, as fast as can be and whoever asks: a client that gets none goes on without.
import type { IncomingHttpHeaders } from "node:http";
import { errorAnswer, textAnswer, tokenTtlHeader } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { readTokenLife } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenRequest {
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  /** Absent while no pod, or more than one, is known at the address. */
  readonly pod: string | undefined;
}

/**
 * Whatever holds `X-Forwarded-For` came through a proxy, where a request for a token has no business.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function answerToken({ headers, address, pod }: TokenRequest, tokens: Tokens, now: number): TokenAnswer {
  if (headers["x-forwarded-for"] !== undefined) return { answer: forbidden, seconds: 0 };
  const seconds = readTokenLife(headers[tokenTtlHeader.toLowerCase()] as string | undefined);
  if (seconds === undefined) return { answer: malformed, seconds: 0 };
  const issued = tokens.issue(address, pod, seconds);
  return { answer: textAnswer(issued.text, new Date(now)), seconds: issued.seconds };
}

export interface TokenAnswer {
  readonly answer: Answer;
  /** Granted life, for the answer's header; 0 when no token was issued. */
  readonly seconds: number;
}

const forbidden = errorAnswer(403);
const malformed = errorAnswer(400);
