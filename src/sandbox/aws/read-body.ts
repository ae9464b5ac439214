// Reads a request's body whole, and takes apart the chunks that S3 clients wrap uploads in.
import type { IncomingMessage } from "node:http";

const mostBytes = 16 * 1024 * 1024;

/** Rejects when the client goes away or sends more than 16 MiB. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`The request is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The payload of an `aws-chunked` body: hexadecimal length, optional signature, CRLF, bytes, CRLF, … and a last chunk
 * of length 0 before any trailers. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function decodeAwsChunked(body: Buffer): Buffer {
  const payload: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = body.indexOf("\r\n", at);
    const length = lineEnd < 0 ? NaN : Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(payload);
    const start = lineEnd + 2;
    payload.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}
