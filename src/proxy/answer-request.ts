// Answers one intercepted request: who asks, with which token, for what.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AllowList } from "./allow-list.ts";
import { errorAnswer, methodAnswer, sendAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { answerCredentials } from "./answer-credentials.ts";
import { answerToken } from "./answer-token.ts";
import { checkToken } from "./check-token.ts";
import type { TokenCheck } from "./check-token.ts";
import type { CredentialCache } from "./credential-cache.ts";
import { discardBody, hasBody } from "./discard-body.ts";
import type { CallerLimits } from "./limit-callers.ts";
import { readCaller } from "./listen.ts";
import type { PassThrough } from "./pass-through.ts";
import { contestedEntry } from "./pod-entry.ts";
import type { PodEntry } from "./pod-entry.ts";
import type { PodIndex } from "./pod-index.ts";
import { createRouter } from "./route.ts";
import type { Route } from "./route.ts";

export interface AnswerOptions {
  readonly index: PodIndex;
  readonly cache: CredentialCache;
  readonly check: TokenCheck;
  readonly passThrough: PassThrough;
  readonly allowed: AllowList;
  readonly limits: CallerLimits;
  /** The `Host` values that are ours; any other is a name that somebody made point here (DNS rebinding). */
  readonly hosts: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** False until the pods are known: "no such pod" is not an answer before that. */
  readonly synced: () => boolean;
  readonly onAnswer: (kind: RouteKind, answer: Answer, address: string, pod: PodEntry | undefined) => void;
}

/** `limited`: refused before it was looked at. */
export type RouteKind = Route["kind"] | "limited";
export type AnswerRequest = (request: IncomingMessage, response: ServerResponse) => void;

/** What a pod has to be known for. */
type Resource = Extract<Route, { kind: "roles" | "credentials" | "info" | "document" | "listing" }>;

/** Milliseconds. AWS's clients give up after 1000, so a later answer is none. */
const patience = 900;

const unauthorized = errorAnswer(401);
const notFound = errorAnswer(404);
const unavailable = errorAnswer(503, ["Retry-After", "1"]);
const tooLarge = errorAnswer(413, ["Connection", "close"]);
/** The status that the SDKs go on from without a token; some of them end at a 503 here, where others try again at one. */
const tooManyTokens = errorAnswer(429, ["Retry-After", "1"]);
const refusals = { 400: errorAnswer(400), 403: errorAnswer(403), 404: notFound } as const;

export function createAnswerRequest(options: AnswerOptions): AnswerRequest {
  const { index, cache, check, passThrough, allowed, limits, hosts, now, synced, onAnswer } = options;
  const route = createRouter(allowed);

  return (request, response) => {
    if (!hasBody(request)) return answer(request, response);
    discardBody(request, (whole) => {
      if (whole) answer(request, response);
      else sendAnswer(response, tooLarge, 0);
    });
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { route: asked, authority } = route(request.method ?? "", request.url ?? "");
    const address = readCaller(request.socket);
    const pod = index.find(address);
    if (!limits.asked(address)) {
      const refusal = asked.kind === "token" ? tooManyTokens : unavailable;
      return reply(response, "limited", refusal, 0, address, pod);
    }
    const host = authority ?? request.headers.host;
    if (host !== undefined && !hosts.has(host)) return reply(response, asked.kind, refusals[403], 0, address, pod);
    // An upgrade would take the connection out of the hands of this function.
    if (request.headers.upgrade !== undefined) return reply(response, asked.kind, refusals[400], 0, address, pod);
    switch (asked.kind) {
      case "token": {
        const { headers } = request;
        const { answer, seconds } = answerToken({ headers, address, pod: pod?.uid || undefined }, check.tokens, now());
        return reply(response, asked.kind, answer, seconds, address, pod);
      }
      case "refused":
        return reply(response, asked.kind, refusals[asked.status], 0, address, pod);
      case "options":
        return reply(response, asked.kind, methodAnswer(200, asked.allow), 0, address, pod);
      case "wrong-method":
        return reply(response, asked.kind, methodAnswer(405, asked.allow), 0, address, pod);
      default:
        return pod === undefined
          ? void answerUnknown(request, response, asked, address)
          : answerPod(request, response, asked, address, pod, patience);
    }
  }

  function answerPod(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Resource,
    address: string,
    pod: PodEntry,
    milliseconds: number,
  ): void {
    if (pod === contestedEntry) return reply(response, asked.kind, pod.refusal ?? unavailable, 0, address, pod);
    const seconds = checkToken(readToken(request), address, pod, check);
    if (seconds === undefined) return reply(response, asked.kind, unauthorized, 0, address, pod);
    const answer = answerResource(asked, pod, address, milliseconds);
    if (!(answer instanceof Promise)) return reply(response, asked.kind, answer, seconds, address, pod);
    void answer.then((ready) => reply(response, asked.kind, ready, seconds, address, pod));
  }

  /** The pod's first request can overtake the event that tells of its address. */
  async function answerUnknown(request: IncomingMessage, response: ServerResponse, asked: Resource, address: string) {
    const seconds = checkToken(readToken(request), address, undefined, check);
    if (seconds === undefined) return reply(response, asked.kind, unauthorized, 0, address, undefined);
    const begun = now();
    await index.waitFor(address, patience);
    const pod = index.find(address);
    if (pod === undefined) return reply(response, asked.kind, synced() ? notFound : unavailable, seconds, address, pod);
    const elapsed = Math.min(patience, Math.max(0, now() - begun));
    return answerPod(request, response, asked, address, pod, patience - elapsed);
  }

  function answerResource(
    asked: Resource,
    pod: PodEntry,
    address: string,
    milliseconds: number,
  ): Answer | Promise<Answer> {
    switch (asked.kind) {
      case "roles":
        return pod.refusal ?? pod.roles ?? notFound;
      case "info":
        return pod.refusal ?? pod.info ?? notFound;
      case "credentials":
        return answerCredentials(
          pod,
          { role: asked.role, extended: asked.extended, patience: milliseconds },
          cache,
          now,
        );
      case "document":
        return passThrough(asked.document, address);
      case "listing":
        return textAnswer(asked.text, new Date(now()));
    }
  }

  function reply(
    response: ServerResponse,
    kind: RouteKind,
    answer: Answer,
    seconds: number,
    address: string,
    pod: PodEntry | undefined,
  ): void {
    onAnswer(kind, answer, address, pod);
    sendAnswer(response, answer, seconds);
  }
}

function readToken(request: IncomingMessage): string | undefined {
  return request.headers["x-aws-ec2-metadata-token"] as string | undefined;
}
