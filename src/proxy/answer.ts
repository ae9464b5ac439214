// An answer with everything about it decided beforehand: sending one copies bytes and nothing else.
import type { ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  /** Name, value, name, value, as they go over the wire. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
}

/** The header names and the absence of an ETag follow the real service, whose answers client libraries are tested with. */
export function textAnswer(body: string | Buffer, modified: Date, contentType = "text/plain"): Answer {
  return makeAnswer(200, contentType, body, ["Last-Modified", modified.toUTCString()]);
}

/** The small XHTML page that the real service answers with when it has nothing else to say. */
export function errorAnswer(status: ErrorStatus, headers: readonly string[] = []): Answer {
  const title = `${status} - ${errorTitles[status]}`;
  const body =
    `<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n` +
    `  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n` +
    ` <head>\n  <title>${title}</title>\n </head>\n <body>\n  <h1>${title}</h1>\n </body>\n</html>\n`;
  return makeAnswer(status, "text/html", body, headers);
}

/** A whole answer as it goes over the wire, for what never became a request. */
export function rawAnswer(status: ErrorStatus): string {
  const { headers, body } = errorAnswer(status, ["Connection", "close"]);
  const lines = Array.from({ length: headers.length / 2 }, (_, at) => `${headers[2 * at]}: ${headers[2 * at + 1]}\r\n`);
  return `HTTP/1.1 ${status} ${errorTitles[status]}\r\n${lines.join("")}\r\n${String(body)}`;
}

/** `message` is there twice because the AWS SDK for Java reads it in lower case and the others as STS spells it. */
export function refusalAnswer(code: string, message: string): Answer {
  const body = `${JSON.stringify({ Code: code, Message: message, message }, undefined, 2)}\n`;
  return makeAnswer(403, "application/json", body, []);
}

/** As the real service says it: no body. */
export function methodAnswer(status: 200 | 405, allow: string): Answer {
  return makeAnswer(status, "text/plain", "", ["Allow", allow]);
}

/** `tokenSeconds` is what is left of the caller's session token; 0 when it came without one. */
export function sendAnswer(response: ServerResponse, answer: Answer, tokenSeconds: number): void {
  if (tokenSeconds === 0) {
    response.writeHead(answer.status, answer.headers as string[]);
  } else {
    response.writeHead(answer.status, [...answer.headers, tokenTtlHeader, String(tokenSeconds)]);
  }
  // Head and body leave in one write only when the body is a string in an encoding the head also has.
  if (typeof answer.body === "string") response.end(answer.body, "latin1");
  else response.end(answer.body);
}

export const tokenTtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";

type ErrorStatus = keyof typeof errorTitles;

const errorTitles = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  413: "Content Too Large",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
} as const;

function makeAnswer(status: number, contentType: string, body: string | Buffer, more: readonly string[]): Answer {
  const length = String(typeof body === "string" ? Buffer.byteLength(body, "latin1") : body.length);
  const headers = ["Content-Type", contentType, "Content-Length", length, "Server", "EC2ws", "Accept-Ranges", "none"];
  return { status, headers: [...headers, ...more], body };
}
