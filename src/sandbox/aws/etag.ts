// S3's entity tag of an object that was uploaded in one piece.
import { createHash } from "node:crypto";

export function etagOf(body: Uint8Array): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}
